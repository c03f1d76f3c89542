// From a signed manifest and its reveal to the key of the draw: sections 2 and 3 of docs/draw.md.

import { emitted, isSigned } from "./beacon.js";
import { canonical, same, utf8 } from "./canonical.js";
import { Doubt } from "./doubt.js";
import { digest, hex, Hmac, joined, labelled, sha256, unhex } from "./hashes.js";
import { read } from "./reading.js";

/** `manifest.times`, `beacon.too-early`. */
export function checkTimes(manifest) {
  const [published, deadline] = [manifest.published_at, manifest.reveal_deadline].map((time) => Date.parse(time) / 1000);
  if (published >= deadline) throw new Doubt("manifest.times", `${manifest.published_at} .. ${manifest.reveal_deadline}`);
  for (const beacon of manifest.beacons) {
    if (beacon.round !== null && emitted(beacon.round) < deadline) {
      throw new Doubt("beacon.too-early", `manifest.beacons ${beacon.name} ${beacon.round}`);
    }
  }
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** base64url without padding (RFC 4648) of bytes. */
function base64url(bytes) {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const three = (bytes[i] << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const size = Math.min(4, bytes.length - i + 1);
    for (let n = 0; n < size; n += 1) text += DIGITS[(three >> (18 - 6 * n)) & 63];
  }
  return text;
}

/** The bytes of a base64url text; null when no bytes are written so. */
function unbase64url(text) {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  for (let i = 0, bits = 0, size = 0, at = 0; i < text.length; i += 1) {
    bits = ((bits << 6) | DIGITS.indexOf(text[i])) & 0xffff;
    size += 6;
    if (size >= 8) bytes[at++] = bits >> (size -= 8);
  }
  return base64url(bytes) === text ? bytes : null;
}

/** `signature.*`. `subtle` is Web Crypto; throws Doubt `browser.signatures` when it cannot check Ed25519. */
export async function checkSignatures(manifest, signatures, subtle) {
  const payload = base64url(canonical(manifest));
  const roles = new Set();
  for (const { member, jws } of signatures) {
    const signer = manifest.members.find((one) => one.member === member);
    if (!signer || !(await holds(jws, signer, payload, subtle))) throw new Doubt("signature.invalid", `signatures ${member}`);
    roles.add(signer.role);
  }
  if (!roles.has("lead")) throw new Doubt("signature.no-lead", "signatures");
  if (!roles.has("participant")) throw new Doubt("signature.no-participant", "signatures");
}

async function holds(jws, signer, payload, subtle) {
  const [protectedHeader, , signature] = jws.split(".");
  const [header, bytes, point] = [protectedHeader, signature, signer.key.x].map(unbase64url);
  if (!header || !bytes || !point || !isHeader(header, signer.member)) return false;
  return verified(subtle, point, bytes, utf8(`${protectedHeader}.${payload}`));
}

function isHeader(bytes, member) {
  try {
    return same(read(bytes), { alg: "Ed25519", kid: member });
  } catch (error) {
    if (error instanceof Doubt) return false;
    throw error;
  }
}

async function verified(subtle, point, signature, message) {
  let key;
  try {
    key = await subtle.importKey("raw", point, { name: "Ed25519" }, false, ["verify"]);
  } catch (error) {
    // DataError: the 32 bytes are no key. Anything else, a browser without Web Crypto included: it cannot be checked here.
    if (error?.name === "DataError") return false;
    throw new Doubt("browser.signatures", "Web Crypto Ed25519", String(error?.message ?? error).slice(0, 120));
  }
  return subtle.verify({ name: "Ed25519" }, key, signature, message);
}

/** The key of the draw (PRK, 32 bytes) after `code.chain`, `nonce.*` and `beacon.*` in that order. */
export function keyOf(manifest, reveal) {
  const code = unhex(reveal.code);
  if (hex(sha256(code)) !== manifest.code_head) throw new Doubt("code.chain", "reveal.code", reveal.code);
  const nonces = checkedNonces(manifest, reveal.nonces);
  const message = joined(unhex(digest("manifest", manifest)), ...nonces, beaconValue(manifest, reveal.beacon));
  return new Hmac(code).of(message);
}

function checkedNonces(manifest, nonces) {
  const found = nonces.map((entry) => entry.member);
  const expected = manifest.members.map((one) => one.member);
  if (!same(found, expected)) throw new Doubt("nonce.members", "reveal.nonces", found.join(", "), expected.join(", "));
  return nonces.map(({ member, nonce }, i) => {
    if (nonce === null) return new Uint8Array(32);
    const bytes = unhex(nonce);
    const commitment = hex(sha256(joined(labelled(`nonce|${manifest.draw}|${member}|`), bytes)));
    if (commitment !== manifest.members[i].commitment) throw new Doubt("nonce.commitment", `reveal.nonces ${member}`);
    return bytes;
  });
}

function beaconValue(manifest, { name, round, signature }) {
  if (!manifest.beacons.some((named) => same(named, { name, round }))) {
    throw new Doubt("beacon.not-named", "reveal.beacon", `${name} ${round}`, JSON.stringify(manifest.beacons));
  }
  if (name === "none") {
    if (signature !== null) throw new Doubt("beacon.signature", "reveal.beacon: none has no signature", signature);
    return new Uint8Array(32);
  }
  if (signature === null || !isSigned(round, signature)) throw new Doubt("beacon.signature", `reveal.beacon ${name} ${round}`, signature);
  return sha256(unhex(signature));
}
