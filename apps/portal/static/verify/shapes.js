// Checks of single values, lists and objects (docs/draw.md section 1). Each takes a value and where it stands, and throws Doubt
// `format.invalid` with the rule.

import { byBytes } from "./canonical.js";
import { Doubt } from "./doubt.js";

export const bad = (where, rule, found) => {
  throw new Doubt("format.invalid", `${where}: ${rule}`, found === undefined ? undefined : JSON.stringify(found)?.slice(0, 120));
};

// ---- single values

const matching = (pattern, rule) => (value, where) => {
  if (typeof value !== "string" || !pattern.test(value)) bad(where, rule, value);
};

export const id = matching(/^[^\p{White_Space}|\u0000-\u001f\u007f]{1,120}$/u, "an id of 1 to 120 characters without space, control or |");
export const label = matching(/^[^\p{White_Space}|\u0000-\u001f\u007f]{1,400}$/u, "a name of 1 to 400 characters without space, control or |");
export const hex32 = matching(/^[0-9a-f]{64}$/, "64 lower-case hex digits");
export const hex48 = matching(/^[0-9a-f]{96}$/, "96 lower-case hex digits");
/** 32 bytes; the last of 43 digits holds four bits, its two lowest are zero (RFC 4648, 3.5). */
export const key32 = matching(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/, "base64url of 32 bytes");
export const text = matching(/^/, "a text");
export const shortText = matching(/^.{1,100}$/su, "a text of 1 to 100 characters");
export const jws = matching(/^[A-Za-z0-9_-]+\.\.[A-Za-z0-9_-]+$/, "a detached compact JWS");

export const oneOf = (...choices) => (value, where) => {
  if (!choices.includes(value)) bad(where, `one of ${choices.join(", ")}`, value);
};

export const int = (least = 0, most = Number.MAX_SAFE_INTEGER) => (value, where) => {
  if (!Number.isSafeInteger(value) || value < least || value > most) bad(where, `a whole number from ${least} to ${most}`, value);
};

/** A beacon's round: 2^36 lies in the year 8556, the far enough and still of four digits. */
export const round = int(1, 2 ** 36);

export const bool = oneOf(true, false);

export const orNull = (check) => (value, where) => {
  if (value !== null) check(value, where);
};

const DATE = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/;
const TIME = /^([0-9]{4}-[0-9]{2}-[0-9]{2})T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$/;

/** Days of a month (1-12) of the Gregorian calendar. */
function daysOf(year, month) {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
}

function date(value, where) {
  const [, year, month, day] = (typeof value === "string" && DATE.exec(value)) || [];
  if (!year || year < 1 || month < 1 || month > 12 || day < 1 || day > daysOf(Number(year), Number(month))) bad(where, "a date YYYY-MM-DD", value);
}

export function time(value, where) {
  const [, day] = (typeof value === "string" && TIME.exec(value)) || bad(where, "a time YYYY-MM-DDTHH:MM:SSZ", value);
  date(day, where);
}

// ---- composed values

/** Exactly these members. */
export const members = (checks) => (value, where) => {
  if (value === null || typeof value !== "object" || Array.isArray(value)) bad(where, "an object", value);
  for (const name in checks) if (!Object.hasOwn(value, name)) bad(`${where}.${name}`, "is missing");
  for (const name in value) if (!Object.hasOwn(checks, name)) bad(`${where}.${name}`, "is not a member of the format");
  for (const name in checks) checks[name](value[name], `${where}.${name}`);
};

export const list = (check) => (value, where) => {
  if (!Array.isArray(value)) bad(where, "a list", value);
  for (let i = 0; i < value.length; i += 1) check(value[i], `${where}[${i}]`);
};

/** A list that ascends strictly by these keys. */
export const sorted = (check, ...keys) => {
  const each = list(check);
  const names = keys.length ? keys : [(item) => item];
  return (value, where) => {
    each(value, where);
    for (let i = 1; i < value.length; i += 1) {
      const order = names.map((key) => byBytes(key(value[i - 1]), key(value[i]))).find((compared) => compared !== 0) ?? 0;
      if (order >= 0) bad(`${where}[${i}]`, "does not ascend");
    }
  };
};

export const filled = (check) => (value, where) => {
  check(value, where);
  if (value.length === 0) bad(where, "is empty");
};

export const several = (check) => (value, where) => {
  check(value, where);
  if (value.length < 2) bad(where, "are fewer than two");
};

/** Sorted ids, or `*` alone. */
export const names = (value, where) => {
  filled(sorted(id))(value, where);
  if (value.length > 1 && value.includes("*")) bad(where, "* stands alone", value);
};

/** First and last day. */
export const span = (value, where) => {
  members({ first: date, last: date })(value, where);
  if (value.first > value.last) bad(where, "ends before it begins", value);
};
