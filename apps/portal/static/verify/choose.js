// Choosing entities (section 4 of docs/draw.md), and the figures that speak of it (section 7).

import { byBytes, canonicalText } from "./canonical.js";

const covers = (list, name) => list[0] === "*" || list.includes(name);

/** Whether a leaf is eligible for a kind of check. */
export const isEligible = (leaf, kind) =>
  !leaf.excluded.some(
    ({ reason, kinds }) =>
      covers(kinds, kind) && !leaf.overrides.some((override) => covers(override.kinds, kind) && override.lifts.includes(reason)),
  );

/** Whether a stratum covers a leaf. */
export const covered = (stratum, leaf) =>
  covers(stratum.industries, leaf.industry) && stratum.classes.includes(leaf.class) && stratum.risks.includes(leaf.risk);

/** How many a stratum is to give of `base` entities. */
export function targetOf(stratum, base, prf) {
  const share = BigInt(base) * BigInt(stratum.ratio_bp);
  const rest = share % 10_000n;
  const one = {
    ceil: () => rest > 0n,
    "half-up": () => 2n * rest >= 10_000n,
    floor: () => false,
    fair: () => {
      const { classes, industries, risks } = stratum;
      return BigInt(`0x${prf.number("round", canonicalText({ classes, industries, risks }))}`) * 10_000n < rest << 256n;
    },
  }[stratum.rounding]();
  const target = Math.max(Number(share / 10_000n) + Number(one), stratum.min);
  return stratum.max === null ? target : Math.min(target, stratum.max);
}

/**
 * The `count` smallest of `places` by their 32-byte numbers, ascending; ties by place, which is the order of the entities.
 * `head(place)` is the first 48 bits as a number, `number(place)` the whole in hex: asked for only where heads are equal.
 */
function smallest(places, head, number, count) {
  if (count === 0) return [];
  const heads = Float64Array.from(places, head);
  const bound = heads.slice().sort()[Math.min(count, places.length) - 1];
  const near = [];
  for (let i = 0; i < places.length; i += 1) if (heads[i] <= bound) near.push(i);
  near.sort((a, b) => heads[a] - heads[b] || byBytes(number(places[a]), number(places[b])) || a - b);
  return near.slice(0, count).map((i) => places[i]);
}

const headOf = (number) => parseInt(number.slice(0, 12), 16);

/** Places in the frame by industry, class and list: strata cover whole such cells. */
function cellsOf(frame) {
  const cells = new Map();
  frame.forEach((leaf, i) => {
    const cell = [leaf.industry, leaf.class, leaf.risk].join("|");
    if (!cells.has(cell)) cells.set(cell, []);
    cells.get(cell).push(i);
  });
  return [...cells.values()];
}

/**
 * The draw of every stratum of every demand. `frame` ascends by entity. Gives the numbers x by place in the frame, and rows
 * `{demand, stratum, rule, places, base, eligible, target, quota, shortfall, cutoff, chosen, reserves}`, in order; `places`
 * are those of the eligible.
 */
export function choose(frame, demands, prf, reserves) {
  const x = frame.map((leaf) => prf.number("entity", leaf.entity));
  const heads = Float64Array.from(x, headOf);
  const cells = cellsOf(frame);
  const rows = [];
  for (const demand of demands) {
    for (const stratum of demand.strata) {
      const listed = [...Uint32Array.from(cells.filter(([first]) => covered(stratum, frame[first])).flat()).sort()];
      const places = listed.filter((i) => isEligible(frame[i], demand.kind));
      const base = stratum.base === "listed" ? listed.length : places.length;
      const target = targetOf(stratum, base, prf);
      const quota = Math.min(target, places.length);
      const first = smallest(places, (i) => heads[i], (i) => x[i], quota + reserves);
      const chosen = first.slice(0, quota);
      rows.push({
        demand: demand.demand,
        stratum: stratum.stratum,
        rule: demand,
        places,
        base,
        eligible: places.length,
        target,
        quota,
        shortfall: target - quota,
        cutoff: quota ? x[chosen.at(-1)] : null,
        chosen: chosen.map((i) => frame[i].entity),
        reserves: first.slice(quota).map((i) => frame[i].entity),
      });
    }
  }
  return { x, rows };
}

const pairs = (found) => new Set(found.map(([department, entity]) => `${department}|${entity}`)).size;

/** The places a stratum's quota takes when it is drawn for itself: Floyd's sample of the eligible, ascending by x. */
function apart({ demand, stratum, places, quota, eligible }, x, prf) {
  if (quota === eligible) return places;
  const e = smallest(places, (at) => headOf(x[at]), (at) => x[at], quota ? eligible : 0);
  const taken = new Set();
  for (let j = eligible - quota; j < eligible; j += 1) {
    const t = prf.below(j + 1, "separate", demand, stratum, j);
    taken.add(taken.has(e[t]) ? e[j] : e[t]);
  }
  return taken;
}

/** Visits if every demand drew its quotas for itself. `onDemand` hears how many demands are done. */
function separate(frame, x, rows, prf, onDemand) {
  const found = [];
  rows.forEach((row, i) => {
    for (const at of apart(row, x, prf)) found.push([row.rule.department, frame[at].entity]);
    onDemand(i + 1, rows.length);
  });
  return pairs(found);
}

/** The least visits that these probabilities allow, as a fraction [numerator, denominator] of BigInt. */
function lowerBound(frame, rows) {
  const best = new Array(frame.length).fill(null);
  for (const row of rows) {
    for (const at of row.places) {
      // Both products stay below 2^53: neither factor is above the number of entities.
      if (best[at] === null || row.quota * best[at].eligible > best[at].quota * row.eligible) best[at] = row;
    }
  }
  const counts = new Map();
  for (const row of best) if (row) counts.set(row, (counts.get(row) ?? 0) + 1);
  let [over, under] = [0n, 1n];
  for (const [row, count] of counts) {
    const [quota, eligible] = [BigInt(row.quota), BigInt(row.eligible)];
    [over, under] = [over * eligible + BigInt(count) * quota * under, under * eligible];
  }
  return [over, under];
}

/** The figures of section 7 for `visits` visits. */
export function figures(frame, x, rows, visits, prf, onDemand = () => {}) {
  const [over, under] = lowerBound(frame, rows);
  const drawn = rows.flatMap((row) => row.chosen.map((entity) => [row.rule.department, entity]));
  const n = BigInt(visits);
  return {
    entities: new Set(drawn.map(([, entity]) => entity)).size,
    department_checks: pairs(drawn),
    visits,
    visits_if_separate: separate(frame, x, rows, prf, onDemand),
    visits_lower_bound_bp: Number((10_000n * over) / under),
    visits_to_bound_bp: over === 0n ? 10_000 : Number((20_000n * n * under + over) / (2n * over)),
  };
}

/** Visits of the draw (section 5), by entity, then n. */
export function visitsOf(draw, frame, rows, rules) {
  const demands = new Map();
  for (const row of rows) for (const entity of row.chosen) demands.set(entity, [...(demands.get(entity) ?? []), row.rule]);
  const industries = new Map(frame.map((leaf) => [leaf.entity, leaf.industry]));
  const leads = new Map(rules.leads.map((lead) => [lead.industry, lead.department]));
  return [...demands.keys()].sort(byBytes).flatMap((entity) => {
    const groups = grouped(demands.get(entity));
    return groups.map((group, i) => ({
      visit: `${draw}/${entity}/${i + 1}`,
      entity,
      window: {
        first: group.map((demand) => demand.window.first).sort().at(-1),
        last: group.map((demand) => demand.window.last).sort()[0],
      },
      lead: leadOf(group, leads.get(industries.get(entity)), rules.precedence),
      demands: group.map((demand) => demand.demand).sort(byBytes),
    }));
  });
}

function grouped(demands) {
  const groups = [];
  const order = (a, b) =>
    byBytes(a.window.last, b.window.last) || byBytes(a.window.first, b.window.first) || byBytes(a.demand, b.demand);
  for (const demand of [...demands].sort(order)) {
    const open = groups.at(-1);
    if (open && demand.window.first <= open[0].window.last) open.push(demand);
    else groups.push([demand]);
  }
  return groups;
}

function leadOf(group, named, precedence) {
  const present = new Set(group.map((demand) => demand.department));
  return [named, ...precedence, ...[...present].sort(byBytes)].find((department) => present.has(department));
}
