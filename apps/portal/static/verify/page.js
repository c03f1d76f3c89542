// The page that verifies a draw: takes the published file or one of the visitor's, and shows what the worker says of it.

import { both, element, endSteps, markStep, showAnswer, showVerdict, stepsFor } from "./show.js";
import { PACK_STEPS, SAID, STEPS, unavailable } from "./words.js";

const at = (id) => document.getElementById(id);
const root = at("verify");
const [form, file, published, stop, count, steps, status, verdict, ask, entity, answer] = [
  "verify-form", "verify-file", "verify-published", "verify-stop", "verify-count", "verify-steps", "verify-status", "verify-verdict",
  "verify-ask", "verify-entity", "verify-answer",
].map(at);

let worker = null;
let run = 0;
let failed = null;

const say = (words, more = "") => status.replaceChildren(...both(words), more);

function reset() {
  worker?.terminate();
  worker = null;
  run += 1;
  failed = null;
  verdict.hidden = true;
  ask.hidden = true;
  steps.replaceChildren();
  answer.replaceChildren();
  return run;
}

function busy(is) {
  stop.hidden = !is;
  if (published) published.disabled = is;
  file.disabled = is;
  root.setAttribute("aria-busy", String(is));
}

/** The number that the visitor gave, null when none; undefined when it is no count, which the field then says. */
function registerCount() {
  const written = count.value.trim();
  const usable = /^[0-9]{0,15}$/.test(written);
  count.setAttribute("aria-invalid", String(!usable));
  at("verify-count-fault").hidden = usable;
  if (!usable) count.focus();
  return usable ? (written === "" ? null : Number(written)) : undefined;
}

/** `content` gives the bytes of a file, or a pair of words why there are none. */
async function start(content) {
  const given = registerCount();
  if (given === undefined) return;
  const mine = reset();
  busy(true);
  say(SAID.fetching);
  const bytes = await content();
  if (mine !== run) return;
  if (Array.isArray(bytes)) {
    busy(false);
    say(["", ""]);
    verdict.className = "notice";
    verdict.replaceChildren(element("p", {}, ...both(bytes)));
    verdict.hidden = false;
    verdict.focus();
    return;
  }
  stepsFor(steps, PACK_STEPS);
  worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  worker.addEventListener("message", ({ data }) => heard(data));
  worker.addEventListener("error", (error) => broken(error.message ?? ""));
  worker.postMessage({ content: bytes, registerCount: given }, [bytes]);
}

function broken(message) {
  failed = { code: "browser.failed", where: message, found: null, again: null };
  ended({ state: "unverified", reason: failed.code, notes: [], figures: null, shown: null });
}

function heard({ step, state, detail, verdict: found, answer: told }) {
  if (step) {
    markStep(steps, step, state, detail);
    if (state === "failed") failed = detail;
    // Each step is announced once; how far it is stands in the list, which is not read out at every change.
    if (state === "running" && !detail) say(SAID.running, ` ${STEPS[step].join(" ")}`);
  }
  if (found) ended(found);
  if (told) showAnswer(answer, told, reasonWords);
}

/**
 * "holds" is said of this page's draw alone: a file may be right in itself and yet not be the published one. One entity's proof
 * never holds as a draw does: anybody can write cut-offs into it.
 */
function stateOf({ state, notes, shown }) {
  if (!shown) return state;
  const { draw, certificate } = root.dataset;
  if (shown.draw !== draw) notes.push({ code: "note.other-draw", detail: shown.draw });
  else if (certificate && shown.certificate !== certificate) notes.push({ code: "note.other-certificate" });
  const codes = notes.map((note) => note.code);
  if (codes.includes("note.other-draw") || codes.includes("note.other-certificate")) return "other";
  return state === "holds" && codes.includes("note.register") ? "uncounted" : state;
}

function ended(found) {
  busy(false);
  endSteps(steps, found.reason === null);
  say(SAID.finished);
  showVerdict(verdict, stateOf(found), found, failed);
  ask.hidden = found.state !== "holds";
}

const reasonWords = (code) => [...(at(`reason-${code}`)?.cloneNode(true).childNodes ?? [])];

async function fetched() {
  try {
    const response = await fetch(root.dataset.file, { headers: { Accept: "application/json" } });
    return response.ok ? await response.arrayBuffer() : unavailable(response.status);
  } catch {
    return unavailable(0);
  }
}

const chosen = () => {
  const [one] = file.files;
  if (one) start(() => one.arrayBuffer());
};

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (published) start(fetched);
  else chosen();
});
file.addEventListener("change", chosen);
stop.addEventListener("click", () => {
  reset();
  busy(false);
  say(SAID.halted);
});
ask.addEventListener("submit", (event) => {
  event.preventDefault();
  if (entity.value.trim()) worker.postMessage({ entity: entity.value.trim() });
});

const drop = at("verify-drop");
drop.addEventListener("dragover", (event) => event.preventDefault());
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  const [one] = event.dataTransfer.files;
  if (one && !file.disabled) start(() => one.arrayBuffer());
});

at("verify-plain").hidden = true;
form.hidden = false;
