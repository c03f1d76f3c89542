// The parts of the page that the verification fills. Text only ever becomes text, never markup.

import { CODES, NOTES, SAID, STEPS, VERDICTS } from "./words.js";

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Chinese, and English beside it. */
export const both = ([zh, en]) => [`${zh} `, element("span", { lang: "en" }, en)];

const MARKS = { held: "✓", failed: "✗", running: "…", waiting: "·", skipped: "–", stopped: "–" };
const number = (value) => value.toLocaleString("en-US");

/** The list of steps, all waiting. */
export function stepsFor(list, names) {
  list.replaceChildren(...names.map((name) => element("li", { "data-step": name })));
  for (const name of names) markStep(list, name, "waiting");
}

/** A step's mark, name and state; for a failed one why, and what to do. */
export function markStep(list, name, state, detail) {
  let line = list.querySelector(`[data-step="${name}"]`);
  if (!line) list.append((line = element("li", { "data-step": name })));
  const share = state === "running" && detail ? ` ${number(detail.done)}/${number(detail.of)}` : "";
  line.className = state;
  line.replaceChildren(
    element("span", { class: "mark", "aria-hidden": "true" }, MARKS[state]),
    element("span", {}, ...both(STEPS[name])),
    element("span", { class: "state" }, ...both(SAID[state]), share),
  );
}

/** Steps that a refusal has left undone, and those that this kind of file does not have. */
export function endSteps(list, holds) {
  for (const line of list.querySelectorAll(".waiting, .running")) {
    if (holds) line.remove();
    else markStep(list, line.dataset.step, "stopped");
  }
}

const row = (term, ...content) => element("div", {}, element("dt", {}, ...both(term)), element("dd", {}, ...content));

const FRAMES = { holds: "done", uncounted: "done", listed: "notice", unverified: "notice" };

/** The verdict (`state` of words.js): its sentence, for a refusal why and what to do, notes, figures. */
export function showVerdict(place, state, { figures, notes, shown }, doubt) {
  const parts = [element("h2", {}, ...both(VERDICTS[state]))];
  if (doubt) parts.push(reasons(doubt));
  if (shown) parts.push(element("p", { class: "digest" }, ...both(STEPS.certificate), " SHA-256 ", element("code", {}, shown.certificate)));
  if (figures) parts.push(figuresOf(figures));
  if (notes.length) parts.push(element("ul", {}, ...notes.map(noted)));
  place.className = FRAMES[state] ?? "errors";
  place.replaceChildren(...parts);
  place.hidden = false;
  place.focus();
}

const noted = ({ code, detail }) => element("li", {}, ...both(NOTES[code]), detail ? ` ${detail}` : "");

function reasons({ code, where, found, again }) {
  const [why, todo] = CODES[code];
  const rows = [row(SAID.reason, ...both(why), " ", element("code", {}, code), " ", element("code", {}, where))];
  if (found !== null) rows.push(row(SAID.found, element("code", {}, found)));
  if (again !== null) rows.push(row(code === "register.count" ? SAID.given : SAID.again, element("code", {}, again)));
  rows.push(row(SAID.todo, ...both(todo)));
  return element("dl", { class: "facts" }, ...rows);
}

function figuresOf(figures) {
  const figure = (value, words) => element("li", {}, element("strong", {}, number(value)), " ", ...both(words));
  return element(
    "ul",
    { class: "figures" },
    figure(figures.entities, SAID.entities),
    figure(figures.visits, SAID.visits),
    figure(figures.visits_if_separate, SAID.separate),
    figure(Math.round(figures.visits_lower_bound_bp / 1000) / 10, SAID.bound),
  );
}

/** What the draw says of one entity. `reasonWords(code)` gives the words of an exclusion. */
export function showAnswer(place, { entity, listed, x, strata, visits }, reasonWords) {
  const parts = [element("p", {}, element("strong", {}, entity), " ", ...both(listed ? SAID.listed : SAID.unlisted))];
  if (listed) {
    parts.push(element("p", { class: "digest" }, ...both(SAID.number), " ", element("code", {}, x)));
    parts.push(strata.length ? tableOf(strata, reasonWords) : element("p", {}, ...both(SAID.uncovered)));
    for (const { visit } of visits) {
      const { window, lead, demands } = visit;
      parts.push(element("p", {}, ...both(SAID.visit), ` ${window.first} – ${window.last} ${lead}: ${demands.join(", ")}`));
    }
  }
  place.replaceChildren(...parts);
}

function tableOf(strata, reasonWords) {
  const columns = [SAID.demand, SAID.department, SAID.outcome, SAID.chances, SAID.cutoff];
  const head = columns.map((words) => element("th", { scope: "col" }, ...both(words)));
  const body = strata.map((one) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, one.demand),
      element("td", {}, one.department ?? "—"),
      element("td", {}, ...outcome(one, reasonWords)),
      element("td", { class: "n" }, `${number(one.quota)} / ${number(one.of)}`),
      element("td", {}, element("code", {}, one.cutoff ?? "—")),
    ),
  );
  const table = element("table", {}, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...body));
  return element("div", { class: "scroll", role: "region", "aria-label": "抽取结果 Outcome", tabindex: "0" }, table);
}

function outcome(one, reasonWords) {
  const said = ({ reason, fact }) => [" ", ...reasonWords(reason), ` (${reason}, ${fact})`];
  if (!one.eligible) return [...both(SAID.excluded), ...one.excluded.flatMap(said)];
  const claimed = one.proved ? [] : [...both(SAID.claimed), " "];
  if (one.chosen) return [...claimed, ...both(SAID.chosen)];
  if (one.reserve) return both(SAID.reserve);
  return [...claimed, ...both(one.cutoff === null ? SAID.none : SAID.passed)];
}
