// SHA-256 (FIPS 180-4), HMAC (RFC 2104), tagged digests and the numbers of a draw (docs/draw.md sections 1 and 3).
//
// A draw asks for a number per entity, demand and seat: hundreds of thousands of short messages. Web Crypto takes a promise
// for each, several times as long as the hash itself; so the hash is written out here, and `trusted` holds it against
// Web Crypto before anything is believed.

import { canonical, utf8 } from "./canonical.js";

const FORMAT = "checkonce-draw-1";

/** The first 32 bits of the fractional parts of the `root`-th roots of the first `count` primes (FIPS 180-4, 4.2.2 and 5.3.3). */
function fractions(count, root) {
  const found = [];
  for (let n = 2; found.length < count; n += 1) {
    let prime = true;
    for (let d = 2; d * d <= n; d += 1) prime &&= n % d !== 0;
    if (!prime) continue;
    // floor(2^32 * n^(1/root)) by bisection in whole numbers; floating point would do, but would have to be argued for.
    const wanted = BigInt(n) << BigInt(32 * root);
    let low = 0n;
    let high = 1n << 40n;
    while (high - low > 1n) {
      const middle = (low + high) >> 1n;
      if (middle ** BigInt(root) <= wanted) low = middle;
      else high = middle;
    }
    found.push(Number(low & 0xffffffffn) | 0);
  }
  return Int32Array.from(found);
}

const K = fractions(64, 3);
const START = fractions(8, 2);
const w = new Int32Array(64);

/** FIPS 180-4, 6.2.2: takes the 64 bytes of `data` from `at` into `state`. */
function compress(state, data, at) {
  for (let t = 0; t < 16; t += 1, at += 4) w[t] = (data[at] << 24) | (data[at + 1] << 16) | (data[at + 2] << 8) | data[at + 3];
  for (let t = 16; t < 64; t += 1) {
    const x = w[t - 15];
    const y = w[t - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[t] = (w[t - 16] + s0 + w[t - 7] + s1) | 0;
  }
  // Not by destructuring: that walks an iterator, and took half of the time.
  let a = state[0];
  let b = state[1];
  let c = state[2];
  let d = state[3];
  let e = state[4];
  let f = state[5];
  let g = state[6];
  let h = state[7];
  for (let t = 0; t < 64; t += 1) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const one = (h + s1 + ((e & f) ^ (~e & g)) + K[t] + w[t]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
}

const tail = new Uint8Array(128);
const tailView = new DataView(tail.buffer);

/** Ends a hash: takes `data`, the padding and the length into `state`, of which `before` bytes are already in. */
function finish(state, data, before) {
  let at = 0;
  for (; at + 64 <= data.length; at += 64) compress(state, data, at);
  const rest = data.length - at;
  const size = rest < 56 ? 64 : 128;
  tail.fill(0);
  tail.set(at ? data.subarray(at) : data);
  tail[rest] = 0x80;
  const bits = (before + data.length) * 8;
  tailView.setUint32(size - 8, Math.floor(bits / 2 ** 32));
  tailView.setUint32(size - 4, bits >>> 0);
  compress(state, tail, 0);
  if (size === 128) compress(state, tail, 64);
  return state;
}

/** The words of a state as bytes, into `bytes`. */
function spread(state, bytes) {
  for (let i = 0, at = 0; i < 8; i += 1) {
    const word = state[i];
    bytes[at++] = word >>> 24;
    bytes[at++] = word >>> 16;
    bytes[at++] = word >>> 8;
    bytes[at++] = word;
  }
  return bytes;
}

/** SHA-256: 32 bytes. */
export const sha256 = (data) => spread(finish(START.slice(), data, 0), new Uint8Array(32));

const state = new Int32Array(8);
const inside = new Uint8Array(32);
const label = new Uint8Array(4096);
const encoder = new TextEncoder();

/** The bytes of a text, until the next is asked for. */
function briefly(text) {
  // Three bytes of UTF-8 are the most that one unit of UTF-16 can take.
  return text.length * 3 > label.length ? utf8(text) : label.subarray(0, encoder.encodeInto(text, label).written);
}

/** HMAC-SHA-256 under one key, whose two blocks are hashed once. */
export class Hmac {
  constructor(key) {
    const block = new Uint8Array(64);
    block.set(key.length > 64 ? sha256(key) : key);
    this.inner = START.slice();
    this.outer = START.slice();
    compress(this.inner, block.map((byte) => byte ^ 0x36), 0);
    compress(this.outer, block.map((byte) => byte ^ 0x5c), 0);
  }

  /** The eight words of the HMAC of a message, until the next is asked for. */
  words(message) {
    state.set(this.inner);
    spread(finish(state, message, 64), inside);
    state.set(this.outer);
    return finish(state, inside, 64);
  }

  /** HMAC of a message: 32 bytes. */
  of(message) {
    return spread(this.words(message), new Uint8Array(32));
  }

  /** `N(a, b, ..)` of section 3 in hex, whose order as text is the order of its bytes. */
  number(...parts) {
    const words = this.words(briefly(`${parts.join("|")}\u0001`));
    let text = "";
    for (let i = 0; i < 8; i += 1) text += HEX4[words[i] >>> 16] + HEX4[words[i] & 0xffff];
    return text;
  }

  /** floor(U x n / 2^256), U being `N(a, b, ..)` as a big-endian integer: one of 0 to n - 1. */
  below(n, ...parts) {
    return Number((BigInt(`0x${this.number(...parts)}`) * BigInt(n)) >> 256n);
  }
}

const digits = (size) => (_, value) => value.toString(16).padStart(size, "0");
const HEX2 = Array.from({ length: 256 }, digits(2));
const HEX4 = Array.from({ length: 65536 }, digits(4));

export function hex(bytes) {
  let text = "";
  for (const byte of bytes) text += HEX2[byte];
  return text;
}

export const unhex = (text) => Uint8Array.from({ length: text.length / 2 }, (_, i) => parseInt(text.slice(2 * i, 2 * i + 2), 16));

export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The bytes of `"checkonce-draw-1|" + text`. */
export const labelled = (text) => utf8(`${FORMAT}|${text}`);

/** `digest(tag, value)` of section 1, in hex. */
export const digest = (tag, value) => hex(sha256(joined(labelled(`${tag}\u0000`), canonical(value))));

/** Whether Web Crypto (`subtle`), where there is one, finds the same hash of `data`. */
export async function trusted(subtle, data) {
  return !subtle || hex(new Uint8Array(await subtle.digest("SHA-256", data))) === hex(sha256(data));
}
