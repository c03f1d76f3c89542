// The shape of a pack and of a proof: sections 1, 2, 3 and 7 of docs/draw.md.

import { Doubt } from "./doubt.js";
import {
  bad,
  bool,
  filled,
  hex32,
  hex48,
  id,
  int,
  jws,
  key32,
  label,
  list,
  members,
  names,
  oneOf,
  orNull,
  round,
  several,
  shortText,
  sorted,
  span,
  text,
  time,
} from "./shapes.js";

// ---- section 2

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
    items: names,
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
  members({ name: oneOf("drand-quicknet", "none"), round: orNull(round) })(value, where);
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
  year: int(2000, 2999),
  code_version: shortText,
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
  members: several(sorted(member, (one) => one.member)),
  code_head: hex32,
  beacons: filled(list(beacon)),
});

function manifest(value, where) {
  oneManifest(value, where);
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
  nonces: several(list(members({ member: id, nonce: orNull(nonce) }))),
  beacon: members({ name: oneOf("drand-quicknet", "none"), round: orNull(round), signature: orNull(hex48) }),
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
  beacon,
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
