// Merkle tree of RFC 6962 section 2.1 with SHA-256.

import { joined, sha256 } from "./hashes.js";

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** Hash of an entry's bytes as a leaf. */
export const leafHash = (entry) => sha256(joined(LEAF, entry));

const nodeHash = (left, right) => sha256(joined(NODE, left, right));

/** Root over leaf hashes: split at the largest power of two below their number. */
export function root(hashes, from = 0, to = hashes.length) {
  if (to === from) return sha256(new Uint8Array());
  if (to - from === 1) return hashes[from];
  let split = 1;
  while (split * 2 < to - from) split *= 2;
  return nodeHash(root(hashes, from, from + split), root(hashes, from + split, to));
}

/** The root that a path (lowest sibling first) leads to from leaf `index` of `count`; null when its length does not fit. */
export function rootByPath(leaf, index, count, path) {
  if (index >= count) return null;
  let hash = leaf;
  let at = index;
  let last = count - 1; // the last place of the level; alone on its side it has no sibling and rises as it is
  let used = 0;
  while (last > 0) {
    if (at % 2 === 1 || at < last) {
      if (used === path.length) return null;
      hash = at % 2 === 1 ? nodeHash(path[used], hash) : nodeHash(hash, path[used]);
      used += 1;
    }
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return used === path.length ? hash : null;
}
