// The shape of a pack and of a proof: sections 1, 2, 3 and 7 of docs/draw.md. Every check throws Doubt `format.invalid`.

import { byBytes } from "./canonical.js";
import { Doubt } from "./doubt.js";

const bad = (where, rule, found) => {
  throw new Doubt("format.invalid", `${where}: ${rule}`, found === undefined ? undefined : JSON.stringify(found)?.slice(0, 120));
};

// ---- single values

const matching = (pattern, rule) => (value, where) => {
  if (typeof value !== "string" || !pattern.test(value)) bad(where, rule, value);
};

const id = matching(/^[^\p{White_Space}|\u0000-\u001f\u007f]{1,120}$/u, "an id of 1 to 120 characters without space, control or |");
const label = matching(/^[^\p{White_Space}|\u0000-\u001f\u007f]{1,400}$/u, "a name of 1 to 400 characters without space, control or |");
const hex32 = matching(/^[0-9a-f]{64}$/, "64 lower-case hex digits");
const hex48 = matching(/^[0-9a-f]{96}$/, "96 lower-case hex digits");
/** 32 bytes; the last of 43 digits holds four bits, its two lowest are zero (RFC 4648, 3.5). */
const key32 = matching(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/, "base64url of 32 bytes");
const text = matching(/^/, "a text");
const jws = matching(/^[A-Za-z0-9_-]+\.\.[A-Za-z0-9_-]+$/, "a detached compact JWS");

const oneOf = (...choices) => (value, where) => {
  if (!choices.includes(value)) bad(where, `one of ${choices.join(", ")}`, value);
};

const int = (least = 0, most = Number.MAX_SAFE_INTEGER) => (value, where) => {
  if (!Number.isSafeInteger(value) || value < least || value > most) bad(where, `a whole number from ${least} to ${most}`, value);
};

const bool = oneOf(true, false);

const orNull = (check) => (value, where) => {
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

function time(value, where) {
  const [, day] = (typeof value === "string" && TIME.exec(value)) || bad(where, "a time YYYY-MM-DDTHH:MM:SSZ", value);
  date(day, where);
}

// ---- composed values

/** Exactly these members. */
const members = (checks) => (value, where) => {
  if (value === null || typeof value !== "object" || Array.isArray(value)) bad(where, "an object", value);
  for (const name in checks) if (!Object.hasOwn(value, name)) bad(`${where}.${name}`, "is missing");
  for (const name in value) if (!Object.hasOwn(checks, name)) bad(`${where}.${name}`, "is not a member of the format");
  for (const name in checks) checks[name](value[name], `${where}.${name}`);
};

const list = (check) => (value, where) => {
  if (!Array.isArray(value)) bad(where, "a list", value);
  for (let i = 0; i < value.length; i += 1) check(value[i], `${where}[${i}]`);
};

/** A list that ascends strictly by these keys. */
const sorted = (check, ...keys) => {
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

const filled = (check) => (value, where) => {
  check(value, where);
  if (value.length === 0) bad(where, "is empty");
};

/** Sorted ids, or `*` alone. */
const names = (value, where) => {
  filled(sorted(id))(value, where);
  if (value.length > 1 && value.includes("*")) bad(where, "* stands alone", value);
};

// ---- section 2

const span = (value, where) => {
  members({ first: date, last: date })(value, where);
  if (value.first > value.last) bad(where, "ends before it begins", value);
};

const leaf = members({
  entity: id,
  industry: id,
  class: oneOf("A", "B", "C", "D", "U"),
  risk: oneOf("general", "key"),
  excluded: list(members({ reason: oneOf("X1", "X2", "X3", "X4", "X5", "X6", "X7", "X8"), kinds: names, fact: id })),
  overrides: list(
    members({
      reason: oneOf("O1", "O2", "O3", "O4", "O5", "O6", "O7"),
      lifts: filled(sorted(oneOf("X1", "X2", "X3", "X4", "X7", "X8"))),
      kinds: names,
      fact: id,
    }),
  ),
});

const oneStratum = members({
  stratum: id,
  industries: names,
  classes: filled(sorted(oneOf("A", "B", "C", "D", "U"))),
  risks: filled(sorted(oneOf("general", "key"))),
  ratio_bp: int(0, 10_000),
  base: oneOf("listed", "eligible"),
  rounding: oneOf("fair", "half-up", "floor", "ceil"),
  min: int(),
  max: orNull(int()),
});

function stratum(value, where) {
  oneStratum(value, where);
  if (value.max === null) return;
  if (value.risks.includes("key")) bad(`${where}.max`, "a stratum with risk key has none", value.max);
  if (value.max < value.min) bad(`${where}.max`, "is below min", value.max);
}

const meets = (a, b) => a.some((item) => b.includes(item));
const graded = (classes) => classes.filter((one) => one !== "U");

function demand(value, where) {
  members({
    demand: id,
    department: id,
    kind: id,
    items: sorted(id),
    window: span,
    strata: filled(sorted(stratum, (one) => one.stratum)),
  })(value, where);
  for (const a of value.strata) {
    for (const b of value.strata) {
      const industries = a.industries[0] === "*" || b.industries[0] === "*" || meets(a.industries, b.industries);
      if (a === b || !industries || !meets(a.risks, b.risks)) continue;
      if (meets(a.classes, b.classes)) bad(where, `strata ${a.stratum} and ${b.stratum} share entities`);
      const [good, poor] = [graded(a.classes), graded(b.classes)];
      if (good.length && poor.length && good.at(-1) < poor[0] && b.ratio_bp < a.ratio_bp) {
        bad(where, `strata ${a.stratum} and ${b.stratum}: the worse class has the lower ratio`);
      }
    }
  }
}

const inspector = members({
  inspector: id,
  department: id,
  certificate: members({ number: id, valid: span }),
  qualified: names,
  recused: sorted(members({ entity: id, fact: id }), (one) => one.entity, (one) => one.fact),
  absent: list(span),
  load: int(),
});

const frozen = members({ root: hex32, count: int() });

function beacon(value, where) {
  members({ name: oneOf("drand-quicknet", "none"), round: orNull(int()) })(value, where);
  if ((value.name === "none") !== (value.round === null)) bad(where, "a beacon has its round, none has none", value);
}

const member = members({
  member: id,
  role: oneOf("lead", "participant"),
  key: members({ kty: oneOf("OKP"), crv: oneOf("Ed25519"), x: key32 }),
  commitment: hex32,
});

const oneManifest = members({
  format: oneOf("checkonce-draw-1"),
  suite: text,
  draw: id,
  jurisdiction: id,
  year: int(),
  code_version: text,
  published_at: time,
  reveal_deadline: time,
  frame: frozen,
  demands: frozen,
  inspectors: frozen,
  rules: members({
    leads: sorted(members({ industry: id, department: id }), (one) => one.industry),
    precedence: list(id),
    seats_per_department: int(1, 20),
    team_minimum: int(2, 20),
    workload_cap: int(1),
    pairing_cap: orNull(int(1)),
    reserves: int(),
    further_draws: oneOf("new-strata", "reserves"),
  }),
  members: sorted(member, (one) => one.member),
  code_head: hex32,
  beacons: filled(list(beacon)),
});

function manifest(value, where) {
  oneManifest(value, where);
  if (value.members.length < 2) bad(`${where}.members`, "are fewer than two");
  if (value.members.filter((one) => one.role === "lead").length !== 1) bad(`${where}.members`, "exactly one leads");
  if (new Set(value.members.map((one) => one.key.x)).size < value.members.length) bad(`${where}.members`, "two have one key");
}

const signatures = sorted(members({ member: id, jws }), (one) => one.member);

// ---- sections 3 and 7

const nonce = (value, where) => {
  hex32(value, where);
  if (/^0+$/.test(value)) bad(where, "a nonce is not all zero; one that was not revealed is null");
};

const reveal = members({
  code: hex32,
  nonces: list(members({ member: id, nonce: orNull(nonce) })),
  beacon: members({ name: oneOf("drand-quicknet", "none"), round: orNull(int()), signature: orNull(hex48) }),
});

const visit = members({ visit: label, entity: id, window: span, lead: id, demands: sorted(id) });
const seat = members({ seat: label, department: id, inspector: id, role: oneOf("leader", "officer"), again: bool });
const shortage = members({
  seat: label,
  department: id,
  kinds: list(id),
  in_department: int(),
  qualified: int(),
  certified: int(),
  free: int(),
  not_recused: int(),
  below_cap: int(),
  not_seated_here: int(),
});

const counted = {
  demand: id,
  stratum: id,
  base: int(),
  eligible: int(),
  target: int(),
  quota: int(),
  shortfall: int(),
  cutoff: orNull(hex32),
  chosen: list(id),
  reserves: list(id),
};

const result = members({
  draw: id,
  manifest: hex32,
  prk: hex32,
  missing: list(id),
  beacon: members({ name: oneOf("drand-quicknet", "none"), round: orNull(int()) }),
  strata: list(members(counted)),
  visits: list(members({ visit, team: list(seat), shortages: list(shortage) })),
  figures: members({
    entities: int(),
    department_checks: int(),
    visits: int(),
    visits_if_separate: int(),
    visits_lower_bound_bp: int(),
    visits_to_bound_bp: int(),
  }),
});

const pack = members({
  format: oneOf("checkonce-draw-1"),
  manifest,
  signatures,
  frame: list(leaf),
  demands: list(demand),
  inspectors: list(inspector),
  reveal,
  result,
  certificate: hex32,
});

const proof = members({
  format: oneOf("checkonce-draw-1"),
  manifest,
  signatures,
  leaf,
  inclusion: members({ index: int(), path: list(hex32) }),
  reveal,
  x: hex32,
  strata: list(members({ demand: id, stratum: id, eligible: bool, quota: int(), of: int(), cutoff: orNull(hex32), chosen: bool })),
  result: hex32,
  certificate: hex32,
});

/** Whether a document claims to be one entity's proof rather than a whole pack. */
export const isProof = (document) => document !== null && typeof document === "object" && Object.hasOwn(document, "leaf");

/** Throws Doubt `format.invalid` or `format.suite` unless the document is a pack or a proof. */
export function checkShape(document) {
  if (isProof(document)) proof(document, "proof");
  else pack(document, "pack");
  if (document.manifest.suite !== "sha256") throw new Doubt("format.suite", "manifest.suite", document.manifest.suite);
}
