// BLS12-381's fields: Fp, Fp2 = Fp[u]/(u^2 + 1), and Fp12 = Fp2[w]/(w^6 - (1 + u)) as six coefficients.
// Written for shortness: one pairing check per draw is all that is asked of it.

/** draft-irtf-cfrg-pairing-friendly-curves, 4.2.1: the field, the group's order, and |t| of the (negative) parameter t. */
export const P = 0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn;
export const R = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n;
export const T = 0xd201000000010000n;

const mod = (a) => {
  const rest = a % P;
  return rest < 0n ? rest + P : rest;
};

/** a^exponent by squaring, in any structure with `one` and `mul`. */
export function power(field, a, exponent) {
  let found = field.one;
  for (const bit of exponent.toString(2)) {
    found = field.mul(found, found);
    if (bit === "1") found = field.mul(found, a);
  }
  return found;
}

export const Fp = {
  zero: 0n,
  one: 1n,
  add: (a, b) => mod(a + b),
  sub: (a, b) => mod(a - b),
  mul: (a, b) => mod(a * b),
  neg: (a) => mod(-a),
  equal: (a, b) => a === b,
  isZero: (a) => a === 0n,
  /** By Euclid's algorithm; 0 for 0, as RFC 9380's inv0. */
  inverse(a) {
    let [r, s] = [P, a];
    let [x, y] = [0n, 1n];
    while (s !== 0n) {
      const q = r / s;
      [r, s] = [s, r - q * s];
      [x, y] = [y, x - q * y];
    }
    return a === 0n ? 0n : mod(x);
  },
  /** A root, or null when there is none; P is 3 modulo 4. */
  root(a) {
    const found = power(Fp, a, (P + 1n) / 4n);
    return Fp.mul(found, found) === a ? found : null;
  },
  /** RFC 9380, 4.1. */
  sgn0: (a) => a % 2n,
  /** Whether a is the larger of a and -a, the flag of the compressed form. */
  isLarger: (a) => 2n * a > P,
};

const HALF = (P + 1n) / 2n;

export const Fp2 = {
  zero: [0n, 0n],
  one: [1n, 0n],
  add: (a, b) => [mod(a[0] + b[0]), mod(a[1] + b[1])],
  sub: (a, b) => [mod(a[0] - b[0]), mod(a[1] - b[1])],
  mul: (a, b) => [mod(a[0] * b[0] - a[1] * b[1]), mod(a[0] * b[1] + a[1] * b[0])],
  neg: (a) => [mod(-a[0]), mod(-a[1])],
  equal: (a, b) => a[0] === b[0] && a[1] === b[1],
  isZero: (a) => a[0] === 0n && a[1] === 0n,
  inverse(a) {
    const norm = Fp.inverse(mod(a[0] * a[0] + a[1] * a[1]));
    return [mod(a[0] * norm), mod(-a[1] * norm)];
  },
  /** From (x + yu)^2 = a: x^2 = (a0 + n) / 2 with n^2 the norm of a, y = a1 / 2x. Null when there is none. */
  root(a) {
    const norm = Fp.root(mod(a[0] * a[0] + a[1] * a[1]));
    if (norm === null) return null;
    for (const n of [norm, Fp.neg(norm)]) {
      const x = Fp.root(mod((a[0] + n) * HALF));
      if (x === null) continue;
      const found = [x, Fp.mul(a[1], Fp.inverse(2n * x))];
      if (Fp2.equal(Fp2.mul(found, found), a)) return found;
    }
    return null;
  },
  isLarger: (a) => (a[1] === 0n ? Fp.isLarger(a[0]) : Fp.isLarger(a[1])),
};

/** 1 + u, which has no sixth root in Fp2. */
export const XI = [1n, 1n];

const times = (a, n) => [mod(a[0] * n), mod(a[1] * n)];

export const Fp12 = {
  one: [Fp2.one, ...Array(5).fill(Fp2.zero)],
  mul(a, b) {
    const real = Array(11).fill(0n);
    const unreal = Array(11).fill(0n);
    for (let i = 0; i < 6; i += 1) {
      if (Fp2.isZero(a[i])) continue;
      for (let j = 0; j < 6; j += 1) {
        real[i + j] += a[i][0] * b[j][0] - a[i][1] * b[j][1];
        unreal[i + j] += a[i][0] * b[j][1] + a[i][1] * b[j][0];
      }
    }
    // w^(6 + i) = (1 + u) w^i
    for (let i = 0; i < 5; i += 1) {
      real[i] += real[i + 6] - unreal[i + 6];
      unreal[i] += real[i + 6] + unreal[i + 6];
    }
    return Array.from({ length: 6 }, (_, i) => [mod(real[i]), mod(unreal[i])]);
  },
  /** a^(p^6): w^(p^6) = -w. */
  conjugate: (a) => a.map((c, i) => (i % 2 ? Fp2.neg(c) : c)),
  /** a^(p^2): Fp2 stays, w^(p^2) = w (1 + u)^((p^2 - 1) / 6), a number of Fp. */
  frobenius2: (a) => a.map((c, i) => times(c, GAMMA[i])),
  isOne: (a) => a.every((c, i) => Fp2.equal(c, i ? Fp2.zero : Fp2.one)),
};

const sixth = power(Fp2, XI, (P * P - 1n) / 6n)[0];
const GAMMA = Array.from({ length: 6 }, (_, i) => power(Fp, sixth, BigInt(i)));
