// The verifier of the portal's pages in Node, for the tests: one JSON request a line on stdin, one JSON answer a line.
// {"text": pack} -> {"state", "reason", "steps"}; {"call": name, "with": [..]} -> {"value"}: a function of `calls` below.

import { createInterface } from "node:readline";

import { hashToG1, isSigned } from "../static/verify/beacon.js";
import { byBytes, canonicalText } from "../static/verify/canonical.js";
import { targetOf } from "../static/verify/choose.js";
import { digest, hex, Hmac, joined, labelled, sha256, unhex } from "../static/verify/hashes.js";
import { leafHash, root, rootByPath } from "../static/verify/merkle.js";
import { entityIn } from "../static/verify/proof.js";
import { matching } from "../static/verify/teams.js";
import { verify } from "../static/verify/verify.js";
import { CODES, NOTES, STEPS } from "../static/verify/words.js";

const hexOrNull = (bytes) => (bytes === null ? null : hex(bytes));

const calls = {
  digest,
  sha256: (data) => hex(sha256(unhex(data))),
  hmac: (key, data) => hex(new Hmac(unhex(key)).of(unhex(data))),
  number: (prk, ...label) => new Hmac(unhex(prk)).number(...label),
  root: (entries) => hex(root(entries.map((entry) => leafHash(unhex(entry))))),
  rootByPath: (entry, index, count, path) => hexOrNull(rootByPath(leafHash(unhex(entry)), index, count, path.map(unhex))),
  commitment: (draw, member, nonce) => hex(sha256(joined(labelled(`nonce|${draw}|${member}|`), unhex(nonce)))),
  hashToG1: (message, dst) => hashToG1(new TextEncoder().encode(message), dst).map((part) => part.toString(16).padStart(96, "0")),
  isSigned,
  targetOf: (stratum, base, prk) => targetOf(stratum, base, new Hmac(unhex(prk))),
  sorted: (texts) => texts.sort(byBytes),
  canonicalText,
  matching,
  words: () => ({ codes: CODES, steps: STEPS, notes: NOTES }),
};

const withoutEd25519 = {
  digest: (...given) => crypto.subtle.digest(...given),
  importKey: () => Promise.reject(new DOMException("Unrecognized name.", "NotSupportedError")),
};
const wrongHash = { digest: async () => new Uint8Array(32).buffer };

async function answer({ text, bytes, call, registerCount = null, browser = "usual", entity, ...rest }) {
  if (call) return { value: calls[call](...rest.with) };
  const subtle = { usual: crypto.subtle, insecure: undefined, old: withoutEd25519, wrong: wrongHash }[browser];
  const started = performance.now();
  const content = bytes === undefined ? text : unhex(bytes);
  // null, not undefined: that would be replaced by Node's own.
  const { state, reason, steps, notes, document, drawn } = await verify(content, { registerCount, subtle: subtle ?? null });
  const milliseconds = Math.round(performance.now() - started);
  const asked = entity !== undefined && drawn ? entityIn(document, drawn, entity) : null;
  return { state, reason, steps, notes, milliseconds, asked };
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line)))}\n`);
}
