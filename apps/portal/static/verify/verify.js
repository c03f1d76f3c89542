// The verification, step by step as docs/draw.md section 8 lists them; the same in a browser, its worker, and Node.

import { same } from "./canonical.js";
import { choose, figures, visitsOf } from "./choose.js";
import { Doubt } from "./doubt.js";
import { digest, hex, Hmac, labelled, trusted } from "./hashes.js";
import { checkSignatures, checkTimes, keyOf } from "./keys.js";
import { checkCertificate, checkDifference, checkLists, checkOrder, checkRegister, checkRows } from "./compare.js";
import { proofSteps } from "./proof.js";
import { read } from "./reading.js";
import { checkShape, isProof } from "./shape.js";
import { manned } from "./teams.js";

/**
 * Verify a pack or one entity's proof.
 *
 * `content`: the published file, as bytes or text. `registerCount`: the number of entities that the register publishes,
 * null when unknown. `subtle`: Web Crypto. `progress(step, state, detail)`: state is "running" (detail `{done, of}` or
 * nothing), "held", "skipped" (the count of the register when it is unknown) or "failed" (detail the doubt).
 *
 * Resolves, whatever the content, to `{state, reason, steps, notes, document, drawn}`: `state` is "holds", "listed"
 * for one entity's proof (it is in the register and has its number; who was drawn is not proved), "refused", or "unverified" when this browser could not check something (then nothing is said about the file); `reason` a code of
 * words.js or null; `steps` `{name, ok, state, doubt}` up to the first that failed; `drawn` the draw computed again.
 */
export async function verify(content, { registerCount = null, subtle = globalThis.crypto?.subtle, progress = () => {} } = {}) {
  const work = { registerCount, subtle, notes: [] };
  const steps = [];
  for (const [name, step] of plan(content, work)) {
    progress(name, "running");
    let outcome;
    try {
      outcome = await step((done, of) => progress(name, "running", { done, of }));
    } catch (error) {
      const doubt = doubtOf(error);
      steps.push({ name, ok: false, state: "failed", doubt });
      progress(name, "failed", doubt);
      const state = doubt.code.startsWith("browser.") ? "unverified" : "refused";
      return { state, reason: doubt.code, steps, notes: [], document: work.document, drawn: null };
    }
    const state = outcome === "skipped" ? "skipped" : "held";
    steps.push({ name, ok: true, state, doubt: null });
    progress(name, state);
  }
  const state = isProof(work.document) ? "listed" : "holds";
  return { state, reason: null, steps, notes: work.notes, document: work.document, drawn: work.drawn ?? null };
}

/** An error that is none of ours is one of this program or browser: never a verdict on the file. */
function doubtOf(error) {
  return error instanceof Doubt ? error : new Doubt("browser.failed", String(error?.message ?? error).slice(0, 200));
}

/** Every step as [name, function]; later ones may rely on what earlier ones have checked and left in `work`. */
function* plan(content, work) {
  yield ["format", () => opened(content, work)];
  const { document } = work;
  yield ["times", () => checkTimes(document.manifest)];
  yield ["signatures", () => checkSignatures(document.manifest, document.signatures, work.subtle)];
  yield ["reveal", () => revealed(document, work)];
  yield* isProof(document) ? proofSteps(document, work) : packSteps(document, work);
}

async function opened(content, work) {
  work.document = read(content);
  checkShape(work.document);
  if (!(await trusted(work.subtle, labelled("x".repeat(1000))))) throw new Doubt("browser.failed", "SHA-256");
}

function revealed({ manifest, reveal }, work) {
  work.prk = keyOf(manifest, reveal);
  work.prf = new Hmac(work.prk);
  work.missing = reveal.nonces.filter((entry) => entry.nonce === null).map((entry) => entry.member);
  const { name, round } = reveal.beacon;
  if (work.missing.length) work.notes.push({ code: "note.missing", detail: work.missing.join(", ") });
  if (name === "none") work.notes.push({ code: "note.no-beacon" });
  if (!same(manifest.beacons[0], { name, round })) work.notes.push({ code: "note.fallback", detail: name });
}

function* packSteps(pack, work) {
  const { manifest, frame, demands, inspectors, result } = pack;
  yield ["lists", () => checkLists(pack)];
  yield ["sorted", () => checkOrder(pack)];
  yield ["register", () => checkRegister(pack, work)];
  yield ["key", () => checkKey(pack, work)];
  yield ["quotas", () => {
    work.drawn = choose(frame, demands, work.prf, manifest.rules.reserves);
    checkRows("quota", ["demand", "stratum", "base", "eligible", "target", "quota", "shortfall"], result.strata, work.drawn.rows);
  }];
  yield ["order", () => checkRows("order", ["cutoff", "chosen", "reserves"], result.strata, work.drawn.rows)];
  yield ["visits", () => {
    work.drawn.visits = visitsOf(manifest.draw, frame, work.drawn.rows, manifest.rules);
    checkDifference("visit", "result.visits", result.visits.map((entry) => entry.visit), work.drawn.visits);
  }];
  yield ["teams", (tick) => {
    const xs = new Map(frame.map((leaf, i) => [leaf.entity, work.drawn.x[i]]));
    const again = manned(work.drawn.visits, (entity) => xs.get(entity), inspectors, demands, manifest.rules, work.prf, every(tick));
    checkDifference("team", "result.visits", result.visits, again);
  }];
  yield ["figures", (tick) => {
    const again = figures(frame, work.drawn.x, work.drawn.rows, work.drawn.visits.length, work.prf, tick);
    for (const name in again) {
      const found = result.figures[name];
      if (found !== again[name]) throw new Doubt("result.figures", `result.figures.${name}`, found, again[name]);
    }
  }];
  yield ["certificate", () => checkCertificate(pack, digest("result", result))];
}

/** Not every one of thousands is worth a message. */
const every = (tick) => (done, of) => {
  if (done % 100 === 0) tick(done, of);
};

function checkKey({ manifest, reveal, result }, work) {
  const again = {
    draw: manifest.draw,
    manifest: digest("manifest", manifest),
    prk: hex(work.prk),
    missing: work.missing,
    beacon: { name: reveal.beacon.name, round: reveal.beacon.round },
  };
  for (const name in again) {
    if (same(result[name], again[name])) continue;
    throw new Doubt("result.key", `result.${name}`, JSON.stringify(result[name]), JSON.stringify(again[name]));
  }
}
