// A reader of shared facts, written from docs/shared.md alone: {jwks, messages: [{headers, value}]} in, verdicts out.
import { createHash, createPublicKey, verify } from "node:crypto";

const sha256 = (bytes) => createHash("sha256").update(bytes);
const number = (text) => text !== undefined && /^[0-9]{1,15}$/.test(text);
const OLD = ["id", "source", "type", "subject", "time", "sequence", "streamversion"];

function canonical(value, levels = 102) {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (levels === 0) throw new Error("nested too deep");
  const inner = (one) => canonical(one, levels - 1);
  if (Array.isArray(value)) return `[${value.map(inner).join(",")}]`;
  return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${inner(value[name])}`).join(",")}}`;
}

function sound(name, is) {
  const bad = [name, is].some((text) => typeof text === "string" && (text.includes("\0") || !text.isWellFormed()));
  if (bad || (typeof is === "number" && !Number.isFinite(is))) throw new Error("no reader can keep it");
  return is;
}

function scalar([name, is]) {
  if (typeof is === "object" || Math.abs(is) > Number.MAX_SAFE_INTEGER) throw new Error(`${name} has no text`);
  return [name, typeof is === "string" ? is : JSON.stringify(is)];
}

function event({ headers, value }) {
  const pairs = Array.isArray(headers) ? headers : Object.entries(headers);
  const there = Object.fromEntries(pairs.filter(([, text]) => text !== null).map(([name, text]) => [name.toLowerCase(), text]));
  const kind = (there["content-type"] ?? "application/json").toLowerCase();
  const structured = kind.startsWith("application/cloudevents");
  if (!/^application\/(json|cloudevents(?!-batch))|^(?!application\/cloudevents).*\+json/.test(kind)) throw new Error("no JSON");
  const { data = {}, ...others } = structured ? JSON.parse(value, sound) : { data: JSON.parse(value, sound) };
  const named = Object.entries(there).filter(([name]) => name.startsWith("ce_")).map(([name, text]) => [name.slice(3), sound(name, text)]);
  const a = Object.fromEntries(structured ? Object.entries(others).filter(([, is]) => is !== null).map(scalar) : named);
  if (a.specversion !== "1.0" || !a.id || !a.source || !a.type || "data_base64" in a) throw new Error("no such event");
  if (data === null || typeof data !== "object" || Array.isArray(data)) throw new Error("no object");
  return { attributes: a, data };
}

function time(text, old) {
  const is = /^(\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.(\d{1,6})0*)?(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d))$/.exec(text);
  const local = is && new Date(`${is[1]}Z`);
  if (!is || Number.isNaN(+local) || local.toISOString().slice(0, 19) !== is[1]) throw new Error("no time");
  const micros = (is[3] ?? "").padEnd(6, "0");
  const utc = new Date(+local - `${is[4] ?? "+"}1` * (+(is[5] ?? 0) * 60 + +(is[6] ?? 0)) * 60000).toISOString().slice(0, 19);
  if (old) return `${utc}${+micros ? `.${micros}` : ""}+00:00`;
  if (!micros.endsWith("000")) throw new Error("finer than a millisecond");
  return `${utc}.${micros.slice(0, 3)}Z`;
}

function sealed({ attributes: a, data }) {
  const old = a.sealversion === undefined || +a.sealversion === 1;
  const covered = Object.fromEntries((old ? OLD : [...OLD, "actor", "correlationid"]).map((name) => {
    if (a[name] === undefined) throw new Error(`no ${name}`);
    return [name, name === "time" ? time(a.time, old) : a[name]];
  }));
  const cause = !old && a.causationid ? { causationid: a.causationid } : {};
  const link = { index: +a.chainindex, previous: a.chainprevious, event: { ...covered, ...cause, data } };
  return Buffer.from(canonical(old ? link : { seal: "checkonce-seal-2", ...link }));
}

function signed(signature, bytes, jwk, old) {
  const [head, tail, ...more] = signature.split("..");
  const plain = (text) => Buffer.from(text, "base64url");
  if (more.length || tail === undefined || [head, tail].some((part) => plain(part).toString("base64url") !== part)) return false;
  const kid = sha256(canonical({ crv: jwk.crv, kty: jwk.kty, x: jwk.x })).digest("base64url");
  const says = JSON.parse(plain(head));
  const fits = old ? says.alg === "Ed25519" && !("crit" in says) : plain(head).equals(Buffer.from(canonical({ alg: "Ed25519", kid })));
  if (!fits) return false;
  const key = createPublicKey({ key: jwk, format: "jwk" });
  return verify(null, Buffer.from(`${head}.${bytes.toString("base64url")}`), key, plain(tail));
}

function refused(message, last, jwks) {
  let found;
  try {
    found = event(message);
  } catch {
    return "unreadable";
  }
  const a = found.attributes;
  const there = [a.chainprevious, a.chainhash, a.signature].every((text) => text !== undefined);
  if (!there || !number(a.chainindex) || !number(a.sealversion ?? "1")) return "unsigned";
  if (![1, 2].includes(+(a.sealversion ?? 1))) return "format";
  if (+a.chainindex !== last.index + 1) return "order";
  if (a.chainprevious !== last.hash) return "previous";
  let bytes;
  try {
    bytes = sealed(found);
  } catch {
    return "altered";
  }
  if (sha256(bytes).digest("hex") !== a.chainhash) return "altered";
  const holds = jwks.some((jwk) => {
    try {
      return signed(a.signature, bytes, jwk, +(a.sealversion ?? 1) === 1);
    } catch {
      return false;
    }
  });
  return holds ? null : "signature";
}

let text = "";
for await (const part of process.stdin) text += part;
const answers = JSON.parse(text).map(({ jwks, messages }) => {
  let last = { index: 0, hash: "0".repeat(64) };
  for (const message of messages) {
    const reason = refused(message, last, jwks);
    if (reason) return reason;
    const { attributes: a } = event(message);
    last = { index: +a.chainindex, hash: a.chainhash };
  }
  return "holds";
});
process.stdout.write(JSON.stringify(answers));
