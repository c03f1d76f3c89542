// Why a step does not hold.

/** A step that does not hold: a code of words.js, and where: a path in the file, what it says, what was computed. */
export class Doubt extends Error {
  constructor(code, where, found, again) {
    super(`${code}: ${where}`);
    this.code = code;
    this.where = where;
    this.found = found;
    this.again = again;
  }
}
