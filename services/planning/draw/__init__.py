"""`checkonce-draw-1`: a random draw that anyone can compute again. The format is docs/draw.md.

Pure: no input or output, no clock, no randomness of its own. A draw is conducted in this order:

1. `freeze(...)` the frame, demands, roster, rules, members' commitments and chain head into a `Manifest`;
2. members `sign` it; `check_signatures` (lead and at least one participant); publish it;
3. after the deadline `reveal_of(...)` the nonces, the code below the head and the beacon;
4. `draw(...)` gives the `Result`; `build_pack(...)` the proof pack; `verify(pack)` computes it again.

Every refusal is a `Refused` with a stable code.
"""

from services.planning.draw.beacon import Beacon, BeaconName, BeaconValue, first_round, randomness, round_time
from services.planning.draw.canonical import FORMAT, suite_named
from services.planning.draw.certificate import EntityProof, Pack, build_pack, prove_entity, read_pack
from services.planning.draw.conduct import Result, draw
from services.planning.draw.demand import Base, Demand, Rounding, Stratum, Window
from services.planning.draw.figures import Figures
from services.planning.draw.frame import (
    CreditClass,
    Exclusion,
    ExclusionCode,
    Frame,
    Leaf,
    Override,
    OverrideCode,
    Risk,
)
from services.planning.draw.inspector import Certificate, Inspector, Recusal, Roster
from services.planning.draw.manifest import (
    FurtherDraws,
    Lead,
    Manifest,
    Member,
    PublicKey,
    Role,
    Rules,
    Signature,
    check_signatures,
    freeze,
    sign,
)
from services.planning.draw.refusal import Refused
from services.planning.draw.reveal import Nonce, Reveal, code_chain, commitment, reveal_of
from services.planning.draw.seats import Manned, Seated, SeatRole, Shortage, seal
from services.planning.draw.select import StratumDrawn
from services.planning.draw.verify import Verdict, verify
from services.planning.draw.visits import Visit

__all__ = [
    "FORMAT",
    "Base",
    "Beacon",
    "BeaconName",
    "BeaconValue",
    "Certificate",
    "CreditClass",
    "Demand",
    "EntityProof",
    "Exclusion",
    "ExclusionCode",
    "Figures",
    "Frame",
    "FurtherDraws",
    "Inspector",
    "Lead",
    "Leaf",
    "Manifest",
    "Manned",
    "Member",
    "Nonce",
    "Override",
    "OverrideCode",
    "Pack",
    "PublicKey",
    "Recusal",
    "Refused",
    "Result",
    "Reveal",
    "Risk",
    "Role",
    "Roster",
    "Rounding",
    "Rules",
    "SeatRole",
    "Seated",
    "Shortage",
    "Signature",
    "Stratum",
    "StratumDrawn",
    "Verdict",
    "Visit",
    "Window",
    "build_pack",
    "check_signatures",
    "code_chain",
    "commitment",
    "draw",
    "first_round",
    "freeze",
    "prove_entity",
    "randomness",
    "read_pack",
    "reveal_of",
    "round_time",
    "seal",
    "sign",
    "suite_named",
    "verify",
]
