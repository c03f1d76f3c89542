// The bytes that are hashed: RFC 8785 JSON, and the order of texts (docs/draw.md section 1).

const encoder = new TextEncoder();

/** UTF-8 bytes of a text. */
export const utf8 = (text) => encoder.encode(text);

/** RFC 8785 text of a value as read by reading.js: whole numbers, ASCII member names, no half surrogate pairs. */
export function canonicalText(value) {
  // For texts, whole numbers, booleans and null RFC 8785 is what ECMAScript writes; only members need an order.
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(",")}]`;
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonicalText(value[name])}`).join(",")}}`;
}

/** RFC 8785 bytes. */
export const canonical = (value) => utf8(canonicalText(value));

/** Whether two values are the same JSON. */
export const same = (a, b) => canonicalText(a) === canonicalText(b);

// UTF-16 puts the characters beyond U+FFFF (surrogates, D800-DFFF) before U+E000-FFFF, UTF-8 behind them.
const rank = (unit) => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800);

/** Order of two texts by their UTF-8 bytes: negative, 0, positive. */
export function byBytes(a, b) {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i += 1) {
    const one = a.charCodeAt(i);
    const other = b.charCodeAt(i);
    if (one !== other) return rank(one) - rank(other);
  }
  return a.length - b.length;
}

/** `byBytes` on a key of each item. */
export const by =
  (...keys) =>
  (a, b) => {
    for (const key of keys) {
      const order = byBytes(key(a), key(b));
      if (order) return order;
    }
    return 0;
  };
