// Reading a published file: RFC 8259 JSON, stricter than JSON.parse (docs/draw.md section 1).
//
// JSON.parse takes the last of two equal member names, reads 1.0 and 1e0 as 1, and mends broken UTF-8: two readers of one
// file would then verify two documents. All of that is refused here.

import { Doubt } from "./doubt.js";

const DEEPEST = 64;
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const NUMBER = /-?[0-9][0-9.eE+-]*/y;
const WHOLE = /^(?:0|[1-9][0-9]{0,15})$/;
const BLANK = /[ \t\n\r]*/y;
const ESCAPES = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
const WORDS = { true: true, false: false, null: null };

/** The document in `content` (Uint8Array, or text). Throws Doubt `format.invalid`. */
export function read(content) {
  return new Reader(typeof content === "string" ? content : decoded(content)).document();
}

function decoded(bytes) {
  try {
    // ignoreBOM keeps a byte order mark as a character, which no JSON text starts with.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Doubt("format.invalid", "not UTF-8");
  }
}

class Reader {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  document() {
    const value = this.value(0);
    this.skip(BLANK);
    if (this.at < this.text.length) this.fail("something follows the document");
    return value;
  }

  value(depth) {
    if (depth > DEEPEST) this.fail("nested too deeply");
    this.skip(BLANK);
    const sign = this.text[this.at];
    if (sign === "{") return this.object(depth);
    if (sign === "[") return this.list(depth);
    if (sign === '"') return this.string();
    for (const word in WORDS) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return WORDS[word];
      }
    }
    return this.number();
  }

  object(depth) {
    const found = {};
    this.at += 1;
    if (this.next() === "}") return this.closed(found);
    for (;;) {
      if (this.next() !== '"') this.fail("a member's name is missing");
      const name = this.string();
      // `__proto__` would set the prototype; the format has no such member anyway.
      if (Object.hasOwn(found, name) || name === "__proto__") this.fail(`member ${name} occurs twice or is not allowed`);
      if (this.next() !== ":") this.fail("a colon is missing");
      this.at += 1;
      found[name] = this.value(depth + 1);
      if (this.next() === "}") return this.closed(found);
      this.comma();
    }
  }

  list(depth) {
    const found = [];
    this.at += 1;
    if (this.next() === "]") return this.closed(found);
    for (;;) {
      found.push(this.value(depth + 1));
      if (this.next() === "]") return this.closed(found);
      this.comma();
    }
  }

  string() {
    let found = "";
    this.at += 1;
    for (;;) {
      found += this.skip(PLAIN);
      const sign = this.text[this.at];
      this.at += 1;
      if (sign === '"') break;
      if (sign !== "\\") this.fail("a string does not end");
      found += this.escaped();
    }
    if (!wellFormed(found)) this.fail("half of a surrogate pair");
    return found;
  }

  escaped() {
    const sign = this.text[this.at];
    this.at += 1;
    if (sign in ESCAPES) return ESCAPES[sign];
    const digits = this.text.slice(this.at, this.at + 4);
    if (sign !== "u" || !/^[0-9a-fA-F]{4}$/.test(digits)) this.fail("an unknown escape");
    this.at += 4;
    return String.fromCharCode(parseInt(digits, 16));
  }

  number() {
    const written = this.skip(NUMBER);
    if (!WHOLE.test(written) || Number(written) > Number.MAX_SAFE_INTEGER) {
      this.fail(`${written.slice(0, 40) || "something"} where a whole number from 0 to 2^53-1 in plain digits, or another value, belongs`);
    }
    return Number(written);
  }

  /** The next character that is not blank, where reading goes on. */
  next() {
    this.skip(BLANK);
    return this.text[this.at];
  }

  comma() {
    if (this.text[this.at] !== ",") this.fail("a comma is missing");
    this.at += 1;
  }

  closed(value) {
    this.at += 1;
    return value;
  }

  skip(pattern) {
    pattern.lastIndex = this.at;
    const [passed] = pattern.exec(this.text) ?? [""];
    this.at += passed.length;
    return passed;
  }

  fail(what) {
    throw new Doubt("format.invalid", `character ${this.at}: ${what}`);
  }
}

/** Whether every surrogate stands in a pair (String.prototype.isWellFormed is younger than ES2022). */
export function wellFormed(text) {
  return !/[\ud800-\udfff]/.test(text) || !/\p{Surrogate}/u.test(text);
}
