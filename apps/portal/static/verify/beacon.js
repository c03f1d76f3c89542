// The public beacon drand-quicknet (docs/draw.md section 3): a BLS signature on G1 over the number of the round.

import { utf8 } from "./canonical.js";
import { Fp, P } from "./field.js";
import { hex, joined, sha256 } from "./hashes.js";
import { X_DEN, X_NUM, Y_DEN, Y_NUM } from "./isogeny.js";
import { decompressed, G1, G2_GENERATOR, pairsToOne } from "./pairing.js";

const GENESIS = 1_692_803_367;
const PERIOD = 3;
const DST = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";
const KEY =
  "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb" +
  "5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a";

/** Second (since 1970) at which a round is emitted. */
export const emitted = (round) => GENESIS + PERIOD * (round - 1);

/** RFC 9380, 8.8.1: the curve of the map, and its Z. */
const A = 0x144698a3b8e9433d693a02c96d4982b0ea985383ee66a8d8e8981aefd881ac98936f8da0e0f97f5cf428082d584c1dn;
const B = 0x12e2908d11688030018b12e8753eee3b2016c1f0f24f4070a0b9c14fcef35ef55a23215a316ceaa5d1cc48e98e172be0n;
const Z = 11n;
const COFACTOR = 0xd201000000010001n;

/** RFC 9380, 5.3.1: expand_message_xmd with SHA-256 to `size` bytes (a multiple of 32, at most 8160). */
function expanded(message, dst, size) {
  const suffix = joined(utf8(dst), Uint8Array.of(dst.length));
  const first = sha256(joined(new Uint8Array(64), message, Uint8Array.of(size >> 8, size & 255, 0), suffix));
  let last = sha256(joined(first, Uint8Array.of(1), suffix));
  const blocks = [last];
  for (let i = 2; blocks.length < size / 32; i += 1) {
    last = sha256(joined(first.map((byte, at) => byte ^ last[at]), Uint8Array.of(i), suffix));
    blocks.push(last);
  }
  return joined(...blocks);
}

/** RFC 9380, 6.6.2: the simplified Shallue-van de Woestijne-Ulas map to y^2 = x^3 + Ax + B. */
function mapped(u) {
  const { add, mul, neg, inverse, root, sgn0 } = Fp;
  const g = (x) => add(mul(add(mul(x, x), A), x), B);
  const square = mul(Z, mul(u, u));
  const tv1 = inverse(add(mul(square, square), square));
  const x1 = tv1 === 0n ? mul(B, inverse(mul(Z, A))) : mul(mul(neg(B), inverse(A)), add(1n, tv1));
  let x = x1;
  let y = root(g(x1));
  if (y === null) {
    x = mul(square, x1);
    y = root(g(x));
  }
  return [x, sgn0(u) === sgn0(y) ? y : neg(y)];
}

const polynomial = (coefficients, x) => coefficients.reduceRight((sum, c) => Fp.add(Fp.mul(sum, x), c), 0n);

/** RFC 9380, 6.6.3 and appendix E.2: from the map's curve to BLS12-381's. */
function carried([x, y]) {
  const over = (numerator, denominator) => Fp.mul(polynomial(numerator, x), Fp.inverse(polynomial(denominator, x)));
  return [over(X_NUM, X_DEN), Fp.mul(y, over(Y_NUM, Y_DEN))];
}

/** RFC 9380, 3: hash_to_curve of suite BLS12381G1_XMD:SHA-256_SSWU_RO_ under the tag `dst`. */
export function hashToG1(message, dst = DST) {
  const bytes = hex(expanded(message, dst, 128));
  const [one, other] = [bytes.slice(0, 128), bytes.slice(128)].map((part) => carried(mapped(BigInt(`0x${part}`) % P)));
  return G1.times(G1.add(one, other), COFACTOR);
}

/** Whether `signature` (96 hex digits) is drand-quicknet's on `round`. */
export function isSigned(round, signature) {
  const point = decompressed(signature);
  if (point === null) return false;
  const message = new Uint8Array(8);
  new DataView(message.buffer).setBigUint64(0, BigInt(round));
  const [x, y] = hashToG1(sha256(message));
  return pairsToOne([point, G2_GENERATOR], [[x, Fp.neg(y)], decompressed(KEY)]);
}
