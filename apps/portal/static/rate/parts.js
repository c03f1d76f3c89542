// What stands behind the `#` of a ticket's link.

const SHAPES = {
  period: /^20[0-9]{2}-Q[1-4]$/,
  department: /^[0-9]{2,12}-[a-z0-9]+(-[a-z0-9]+)*$/,
  ticket: /^[0-9a-f]{64}$/,
  signature: /^[0-9a-f]{512}$/,
};

/** The four parts of a whole ticket, null for anything else. */
export function partsOf(hash) {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const parts = Object.fromEntries(Object.keys(SHAPES).map((name) => [name, given.get(name) ?? ""]));
  return Object.entries(SHAPES).every(([name, shape]) => shape.test(parts[name])) ? parts : null;
}
