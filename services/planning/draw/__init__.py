"""`checkonce-draw-1`: a random draw that anyone can compute again. The format is docs/draw.md.

Pure: no input or output, no clock, no randomness of its own. A draw is conducted in this order:

1. `freeze(...)` the frame, demands, roster, rules, members' commitments and chain head into a `Manifest`;
2. members `sign` it; `check_signatures` (lead and at least one participant); publish it;
3. after the deadline `reveal_of(...)` the nonces, the code below the head and the beacon;
4. `draw(...)` gives the `Result`; `build_pack(...)` the proof pack; `verify(pack)` computes it again.

Every refusal is a `Refused` with a stable code.
"""
