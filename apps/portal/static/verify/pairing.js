// The curve BLS12-381: points, their compressed form, and the check that a product of pairings is 1.

import { Fp, Fp12, Fp2, P, power, R, T } from "./field.js";

/** y^2 = x^3 + b over a field; a point is [x, y], null the point at infinity. */
class Curve {
  constructor(field, b) {
    this.field = field;
    this.b = b;
  }

  holds([x, y]) {
    const { add, mul, equal } = this.field;
    return equal(mul(y, y), add(mul(mul(x, x), x), this.b));
  }

  /** Slope of the line through two points, the tangent when they are one; null when it is upright. */
  slope([x1, y1], [x2, y2]) {
    const { add, sub, mul, inverse, equal, isZero } = this.field;
    if (!equal(x1, x2)) return mul(sub(y2, y1), inverse(sub(x2, x1)));
    if (!equal(y1, y2) || isZero(y1)) return null;
    const square = mul(x1, x1);
    return mul(add(add(square, square), square), inverse(add(y1, y1)));
  }

  add(a, b) {
    if (a === null || b === null) return a ?? b;
    const slope = this.slope(a, b);
    if (slope === null) return null;
    const { sub, mul } = this.field;
    const x = sub(sub(mul(slope, slope), a[0]), b[0]);
    return [x, sub(mul(slope, sub(a[0], x)), a[1])];
  }

  times(a, n) {
    let found = null;
    for (const bit of n.toString(2)) {
      found = this.add(found, found);
      if (bit === "1") found = this.add(found, a);
    }
    return found;
  }

  /** The point with this x and the larger or the smaller y, in the group of order R; null when there is none. */
  at(x, larger) {
    const { add, mul, root, neg, isLarger } = this.field;
    const y = root(add(mul(mul(x, x), x), this.b));
    if (y === null) return null;
    const point = [x, isLarger(y) === larger ? y : neg(y)];
    return this.times(point, R) === null ? point : null;
  }
}

export const G1 = new Curve(Fp, 4n);
/** The twist y^2 = x^3 + 4 (1 + u), on which G2 lies. */
export const G2 = new Curve(Fp2, [4n, 4n]);

/** draft-irtf-cfrg-pairing-friendly-curves, 4.2.1: G2's generator. */
export const G2_GENERATOR = [
  [
    0x24aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8n,
    0x13e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7en,
  ],
  [
    0x0ce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801n,
    0x0606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79ben,
  ],
];

/**
 * A point from its compressed hex form (draft-irtf-cfrg-pairing-friendly-curves, appendix C): flags compressed, infinity, larger y
 * in the first three bits. 96 digits are of G1, 192 of G2 (u's coefficient first). Null for everything that is no point
 * of the group, infinity among it: no signature and no key is that.
 */
export function decompressed(text) {
  const flags = parseInt(text[0], 16);
  if (!(flags & 8) || flags & 4) return null;
  const first = BigInt(`0x${text.slice(0, 96)}`) & ((1n << 381n) - 1n);
  const parts = text.length === 96 ? [first] : [BigInt(`0x${text.slice(96)}`), first];
  if (parts.some((part) => part >= P)) return null;
  const larger = Boolean(flags & 2);
  return parts.length === 1 ? G1.at(parts[0], larger) : G2.at(parts, larger);
}

/**
 * The line through a and b of the twist, at the point (x, y) of G1. A point (x', y') of the twist is (x'/w^2, y'/w^3) on
 * the curve, so a slope s of the twist is s/w there; the value is multiplied by w^3, which the final power makes 1.
 */
function line(a, b, [x, y]) {
  const { mul, sub, neg, zero } = Fp2;
  const slope = G2.slope(a, b);
  return [sub(mul(slope, a[0]), a[1]), zero, neg(mul(slope, [x, 0n])), [y, 0n], zero, zero];
}

/** Miller's loop of the optimal ate pairing, up to inversion (t is negative): enough to be compared with 1. */
function miller(p, q) {
  let value = Fp12.one;
  let at = q;
  for (const bit of T.toString(2).slice(1)) {
    value = Fp12.mul(Fp12.mul(value, value), line(at, at, p));
    at = G2.add(at, at);
    if (bit === "1") {
      value = Fp12.mul(value, line(at, q, p));
      at = G2.add(at, q);
    }
  }
  return value;
}

/** Whether e(p1, q1) e(p2, q2) .. = 1, for points of G1 and G2 in their groups of order R, none at infinity. */
export function pairsToOne(...pairs) {
  const f = pairs.map(([p, q]) => miller(p, q)).reduce(Fp12.mul);
  // f^((p^12 - 1) / r), of which f^(p^6 - 1) is never computed: it is 1 exactly when f^(p^6) and f are one, so both are
  // raised to the rest, (p^2 + 1) (p^4 - p^2 + 1) / r, and compared.
  const once = Fp12.mul(Fp12.frobenius2(f), f);
  const whole = power(Fp12, once, (P ** 4n - P * P + 1n) / R);
  const other = Fp12.conjugate(whole);
  return whole.every((c, i) => Fp2.equal(c, other[i]));
}

