// What the file says against what was computed: the comparisons of docs/draw.md section 8.

import { byBytes, canonical, same } from "./canonical.js";
import { Doubt } from "./doubt.js";
import { digest, hex } from "./hashes.js";
import { leafHash, root } from "./merkle.js";

const shown = (value) => (typeof value === "object" ? JSON.stringify(value) : String(value)).slice(0, 160);

/** `root.*`: frame, demands, inspectors are those that the manifest names by digest and count. */
export function checkLists({ manifest, frame, demands, inspectors }) {
  const tree = (entries) => hex(root(entries.map((entry) => leafHash(canonical(entry)))));
  const roots = { frame: () => tree(frame), demands: () => digest("demands", demands), inspectors: () => tree(inspectors) };
  const counts = { frame: frame.length, demands: demands.length, inspectors: inspectors.length };
  for (const name in roots) {
    const again = { root: roots[name](), count: counts[name] };
    if (!same(manifest[name], again)) throw new Doubt(`root.${name}`, `manifest.${name}`, shown(manifest[name]), shown(again));
  }
}

/** `frame.order`, `inspectors.order`, `demands.order`. */
export function checkOrder(pack) {
  for (const [name, key] of [["frame", "entity"], ["inspectors", "inspector"], ["demands", "demand"]]) {
    const entries = pack[name];
    for (let i = 1; i < entries.length; i += 1) {
      if (byBytes(entries[i - 1][key], entries[i][key]) >= 0) throw new Doubt(`${name}.order`, `${name}[${i}]`, entries[i][key]);
    }
  }
}

/** `register.count`; "skipped" when the count is not known: then nothing was compared, and no step may say it was. */
export function checkRegister({ manifest }, { registerCount, notes }) {
  const { count } = manifest.frame;
  if (registerCount === null) {
    notes.push({ code: "note.register", detail: String(count) });
    return "skipped";
  }
  if (registerCount !== count) throw new Doubt("register.count", "manifest.frame.count", count, registerCount);
  return "held";
}

/** These members of every stratum's row. */
export function checkRows(code, members, found, again) {
  if (found.length !== again.length) throw new Doubt(code, "result.strata", found.length, again.length);
  again.forEach((row, i) => {
    for (const name of members) {
      if (!same(found[i][name], row[name])) {
        throw new Doubt(code, `result.strata ${row.demand}/${row.stratum} ${name}`, shown(found[i][name]), shown(row[name]));
      }
    }
  });
}

/** Two lists that should be one; the first entry that differs is named. */
export function checkDifference(code, where, found, again) {
  if (found.length !== again.length) throw new Doubt(code, where, found.length, again.length);
  found.forEach((entry, i) => {
    if (!same(entry, again[i])) throw new Doubt(code, `${where}[${i}]`, ...firstDifference(entry, again[i]));
  });
}

/** The first member in which two objects differ, on both sides. */
function firstDifference(a, b) {
  const name = Object.keys(b).find((member) => !same(a[member], b[member]));
  return [shown({ [name]: a[name] }), shown({ [name]: b[name] })];
}

/** `certificate`: the digest over manifest, result, reveal and signatures. */
export function checkCertificate({ manifest, reveal, signatures, certificate }, result) {
  const again = digest("certificate", { manifest: digest("manifest", manifest), result, reveal, signatures });
  if (again !== certificate) throw new Doubt("certificate", "certificate", certificate, again);
}
