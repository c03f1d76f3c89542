// Teams: section 6 of docs/draw.md.

import { byBytes } from "./canonical.js";

/** Seats of a visit in order: `{seat, department, kinds}`. */
function seatsOf(visit, demands, rules) {
  const kinds = new Map();
  for (const name of visit.demands) {
    const { department, kind } = demands.get(name);
    kinds.set(department, (kinds.get(department) ?? new Set()).add(kind));
  }
  const departments = [visit.lead, ...[...kinds.keys()].filter((one) => one !== visit.lead).sort(byBytes)];
  const sizes = departments.map((one) => Math.max(rules.seats_per_department, kinds.get(one).size));
  sizes[0] += Math.max(0, rules.team_minimum - sizes.reduce((sum, size) => sum + size, 0));
  return departments.flatMap((department, i) => {
    const own = [...kinds.get(department)].sort(byBytes);
    return Array.from({ length: sizes[i] }, (_, n) => ({
      seat: `${department}/${n + 1}`,
      department,
      kinds: n < own.length ? [own[n]] : own,
    }));
  });
}

const dayOf = (date) => Date.parse(`${date}T00:00:00Z`) / 86_400_000;

/** Whether at least one day of the window lies in no absence. */
function hasFreeDay(absences, window) {
  let day = dayOf(window.first);
  const last = dayOf(window.last);
  const ascending = absences.map(({ first, last: until }) => [dayOf(first), dayOf(until)]).sort((a, b) => a[0] - b[0]);
  for (const [first, until] of ascending) {
    if (first > day) break;
    day = Math.max(day, until + 1);
  }
  return day <= last;
}

/** Size of a maximum matching of seats (lists of names) with names, each at most once: Kuhn's augmenting paths. */
export function matching(wishes) {
  const seatOf = new Map();
  const seated = (seat, tried) =>
    wishes[seat].some((name) => {
      if (tried.has(name)) return false;
      tried.add(name);
      if (seatOf.has(name) && !seated(seatOf.get(name), tried)) return false;
      seatOf.set(name, seat);
      return true;
    });
  return wishes.filter((_, seat) => seated(seat, new Set())).length;
}

/** The candidates (ascending by id) in a seat's order: Durstenfeld's shuffle from the front, as far as it is read. */
function* shuffled(prf, visit, seat, candidates) {
  const c = [...candidates];
  for (let j = 0; j < c.length; j += 1) {
    const t = j + prf.below(c.length - j, "inspector", visit, seat, j);
    [c[j], c[t]] = [c[t], c[j]];
    yield c[j];
  }
}

const without = (names, name) => names.filter((other) => other !== name);

class Roster {
  constructor(inspectors, demands, rules, prf) {
    this.rules = rules;
    this.prf = prf;
    this.demands = new Map(demands.map((demand) => [demand.demand, demand]));
    this.byName = new Map(inspectors.map((one) => [one.inspector, one]));
    this.recused = new Map(inspectors.map((one) => [one.inspector, new Set(one.recused.map((recusal) => recusal.entity))]));
    this.visits = new Map(inspectors.map((one) => [one.inspector, one.load]));
    this.met = new Map(inspectors.map((one) => [one.inspector, new Map()]));
    this.ready = new Map();
  }

  /** Names left after in_department, qualified, certified, free: they depend on no team, so each combination is kept. */
  able({ department, kinds }, window) {
    const key = [department, ...kinds, window.first, window.last].join("|");
    if (!this.ready.has(key)) {
      const own = [...this.byName.values()].filter((one) => one.department === department);
      const qualified = own.filter((one) => one.qualified[0] === "*" || one.qualified.some((kind) => kinds.includes(kind)));
      const certified = qualified.filter(({ certificate: { valid } }) => valid.first <= window.first && window.last <= valid.last);
      const free = certified.filter((one) => hasFreeDay(one.absent, window));
      this.ready.set(key, [own, qualified, certified, free].map((some) => some.map((one) => one.inspector)));
    }
    return this.ready.get(key);
  }

  /** Names left after each condition in turn, seven lists. */
  narrowed(seat, visit, team) {
    const able = this.able(seat, visit.window);
    const notRecused = able[3].filter((name) => !this.recused.get(name).has(visit.entity));
    const belowCap = notRecused.filter((name) => this.visits.get(name) < this.rules.workload_cap);
    const notSeated = belowCap.filter((name) => !team.some((entry) => entry.inspector === name));
    return [...able, notRecused, belowCap, notSeated];
  }

  /** Whether this officer has already been on `pairing_cap` teams with somebody of this team. */
  over(name, team) {
    const cap = this.rules.pairing_cap;
    return cap !== null && team.some((entry) => (this.met.get(entry.inspector).get(name) ?? 0) >= cap);
  }

  fill(visit) {
    const seats = seatsOf(visit, this.demands, this.rules);
    const team = [];
    const shortages = [];
    seats.forEach((seat, i) => {
      const left = this.narrowed(seat, visit, team);
      const [in_department, qualified, certified, free, not_recused, below_cap, not_seated_here] = left.map((names) => names.length);
      if (not_seated_here === 0) {
        shortages.push({ ...seat, in_department, qualified, certified, free, not_recused, below_cap, not_seated_here });
        return;
      }
      const later = seats.slice(i + 1).filter((other) => other.department === seat.department);
      const wishes = later.map((other) => this.narrowed(other, visit, team)[6]);
      const inspector = this.first(visit, seat, left[6], wishes, team);
      const again = this.over(inspector, team);
      team.push({ seat: seat.seat, department: seat.department, inspector, role: i === 0 ? "leader" : "officer", again });
    });
    this.count(team.map((entry) => entry.inspector));
    return { visit, team, shortages };
  }

  /** The first candidate who leaves the later seats of his department as well filled as they can be. */
  first(visit, seat, candidates, wishes, team) {
    // Each later seat with more candidates than there are later seats: whoever goes, all of them can still be filled.
    const any = wishes.every((names) => names.length > wishes.length);
    const largest = any ? 0 : matching([candidates, ...wishes]);
    const fits = (name) => any || matching(wishes.map((names) => without(names, name))) === largest - 1;
    const behind = [];
    for (const name of shuffled(this.prf, visit.visit, seat.seat, candidates)) {
      if (this.over(name, team)) behind.push(name);
      else if (fits(name)) return name;
    }
    return behind.find(fits);
  }

  count(officers) {
    officers.forEach((name, i) => {
      this.visits.set(name, this.visits.get(name) + 1);
      for (const other of officers.slice(0, i)) this.meet(name, other);
    });
  }

  meet(one, other) {
    for (const [a, b] of [[one, other], [other, one]]) this.met.get(a).set(b, (this.met.get(a).get(b) ?? 0) + 1);
  }
}

/** Every visit with its team and shortages, in the order given; `xOf` gives an entity's number. `onVisit` hears how far it is. */
export function manned(visits, xOf, inspectors, demands, rules, prf, onVisit = () => {}) {
  const roster = new Roster(inspectors, demands, rules, prf);
  const order = [...visits].sort(
    (a, b) => byBytes(xOf(a.entity), xOf(b.entity)) || byBytes(a.window.last, b.window.last) || byBytes(a.visit, b.visit),
  );
  const filled = new Map();
  order.forEach((visit, i) => {
    filled.set(visit.visit, roster.fill(visit));
    onVisit(i + 1, order.length);
  });
  return visits.map((visit) => filled.get(visit.visit));
}
