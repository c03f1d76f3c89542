// One entity: its short proof (docs/draw.md sections 7 and 8), and what a verified pack says of it.

import { canonical } from "./canonical.js";
import { covered, isEligible } from "./choose.js";
import { checkCertificate, checkRegister } from "./compare.js";
import { Doubt } from "./doubt.js";
import { hex, unhex } from "./hashes.js";
import { leafHash, rootByPath } from "./merkle.js";

/** The steps of a proof after the reveal. */
export function* proofSteps(proof, work) {
  yield ["inclusion", () => checkInclusion(proof)];
  yield ["register", () => checkRegister(proof, work)];
  yield ["key", () => checkNumber(proof, work)];
  yield ["order", () => proof.strata.forEach((row) => checkRow(proof, row))];
  yield ["certificate", () => checkCertificate(proof, proof.result)];
  work.notes.push({ code: "note.proof" });
}

function checkInclusion({ manifest: { frame }, leaf, inclusion: { index, path } }) {
  const found = rootByPath(leafHash(canonical(leaf)), index, frame.count, path.map(unhex));
  if (found === null || hex(found) !== frame.root) throw new Doubt("root.frame", `inclusion ${leaf.entity}`, index);
}

function checkNumber({ leaf, x }, { prf }) {
  const again = prf.number("entity", leaf.entity);
  if (x !== again) throw new Doubt("result.key", "x", x, again);
}

/** Every kind that the leaf names, and one that it names nowhere (an id holds no bar). */
const kindsOf = (leaf) => [...leaf.excluded, ...leaf.overrides].flatMap((one) => one.kinds).concat("|");

function checkRow({ leaf, x }, row) {
  const where = `strata ${row.demand}/${row.stratum}`;
  if (row.quota > row.of) throw new Doubt("quota", where, row.quota, `<= ${row.of}`);
  if ((row.cutoff === null) !== (row.quota === 0)) throw new Doubt("quota", `${where} cutoff`, row.cutoff);
  if (!kindsOf(leaf).some((kind) => isEligible(leaf, kind) === row.eligible)) throw new Doubt("order", `${where} eligible`, row.eligible);
  const chosen = row.eligible && row.cutoff !== null && x <= row.cutoff;
  if (row.chosen !== chosen) throw new Doubt("order", `${where} chosen`, row.chosen, chosen);
}

/**
 * What a verified pack says of one entity: `{entity, listed, leaf, x, strata, visits}`; `strata` are those that cover it, with
 * `excluded` (reasons that hold for the demand's kind), `eligible`, `chosen`, `reserve`, `quota`, `of`, `cutoff`.
 */
export function entityIn({ frame, result }, { x, rows }, entity) {
  const place = frame.findIndex((leaf) => leaf.entity === entity);
  if (place < 0) return { entity, listed: false };
  const leaf = frame[place];
  const strata = rows
    .map((row) => ({ row, stratum: row.rule.strata.find((one) => one.stratum === row.stratum) }))
    .filter(({ stratum }) => covered(stratum, leaf))
    .map(({ row }) => rowFor(leaf, row));
  const visits = result.visits.filter((entry) => entry.visit.entity === entity);
  return { entity, listed: true, leaf, x: x[place], strata, visits };
}

function rowFor(leaf, row) {
  const { kind, department } = row.rule;
  const alone = (exclusion) => ({ ...leaf, excluded: [exclusion] });
  return {
    demand: row.demand,
    department,
    kind,
    eligible: isEligible(leaf, kind),
    excluded: leaf.excluded.filter((exclusion) => !isEligible(alone(exclusion), kind)),
    chosen: row.chosen.includes(leaf.entity),
    reserve: row.reserves.includes(leaf.entity),
    quota: row.quota,
    of: row.eligible,
    cutoff: row.cutoff,
    proved: true,
  };
}

/** What a verified proof says of its entity, as `entityIn`; it does not name kinds and departments. */
export function entityOf({ leaf, x, strata }) {
  const rows = strata.map((row) => ({ ...row, proved: false, department: null, kind: null, reserve: false, excluded: row.eligible ? [] : leaf.excluded }));
  return { entity: leaf.entity, listed: true, leaf, x, strata: rows, visits: [] };
}
