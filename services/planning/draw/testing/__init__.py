"""Invented draws for tests and for the published vectors; nothing here is about a real entity or person."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc.jwk import OKPKey

from services.planning.draw.beacon import Beacon, BeaconName, BeaconValue
from services.planning.draw.canonical import suite_named
from services.planning.draw.certificate import Pack, build_pack
from services.planning.draw.conduct import Result, draw
from services.planning.draw.demand import Base, Demand, Rounding, Stratum, Window
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
    Lead,
    Manifest,
    Member,
    PublicKey,
    Role,
    Rules,
    Signature,
    freeze,
    sign,
)
from services.planning.draw.reveal import Reveal, code_chain, commitment, reveal_of

SUITE = suite_named("sha256")

RECORDED_ROUND = BeaconValue(
    name=BeaconName.DRAND_QUICKNET,
    round=657413,
    signature="b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b",
)
"""drand quicknet round 657413, emitted 2023-09-15T11:00:03Z."""

SPRING = Window(first=date(2023, 10, 9), last=date(2023, 11, 30))
AUTUMN = Window(first=date(2023, 11, 1), last=date(2023, 12, 15))
LATE = Window(first=date(2023, 12, 4), last=date(2023, 12, 29))
_CERTIFIED = Window(first=date(2022, 1, 1), last=date(2026, 12, 31))


def key_for(member: str) -> OKPKey:
    """A member's Ed25519 key made from its name: for tests only, anyone can make it."""
    private = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"invented|{member}".encode()).digest())
    return OKPKey.import_key(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def a_leaf(entity: str, cell: str = "I01 A general", *, excluded: Iterable[Exclusion] = ()) -> Leaf:
    """A leaf in the cell written `industry class risk`."""
    industry, credit_class, risk = cell.split()
    return Leaf(
        entity=entity,
        industry=industry,
        credit_class=CreditClass(credit_class),
        risk=Risk(risk),
        excluded=tuple(excluded),
    )


def a_stratum(
    name: str = "s1", *, industries: tuple[str, ...] = ("*",), classes: str = "ABCDU", ratio_bp: int = 1000, **more: Any
) -> Stratum:
    """A stratum of general entities of these classes."""
    rest: dict[str, Any] = {"risks": (Risk.GENERAL,)} | more
    return Stratum(stratum=name, industries=industries, classes=tuple(map(CreditClass, classes)), ratio_bp=ratio_bp, **rest)


def a_demand(name: str, *strata: Stratum, department: str = "", kind: str = "", window: Window = SPRING) -> Demand:
    """A demand of a department of its own, for a kind of its own, unless said otherwise."""
    return Demand(
        demand=name,
        department=department or f"dept-{name}",
        kind=kind or f"kind-{name}",
        items=(f"item-{name}",),
        window=window,
        strata=strata or (a_stratum(),),
    )


def an_inspector(name: str, department: str, *, recused: Iterable[str] = (), **more: Any) -> Inspector:
    """A certified officer, qualified for everything unless said otherwise, recused from these entities."""
    rest: dict[str, Any] = {"qualified": ("*",), "certificate": Certificate(number=f"c-{name}", valid=_CERTIFIED)} | more
    recusals = tuple(Recusal(entity=entity, fact=f"recusal-{name}-{entity}") for entity in recused)
    return Inspector(inspector=name, department=department, recused=recusals, **rest)


NO_BEACON = BeaconValue(name=BeaconName.NONE)


@dataclass(frozen=True)
class Case:
    """A draw in the making: inputs, members, and what they revealed."""

    frame: Frame
    demands: tuple[Demand, ...]
    roster: Roster = field(default_factory=lambda: Roster(()))
    rules: Rules = field(default_factory=Rules)
    seed: str = "1"
    members: Mapping[str, Role] = field(
        default_factory=lambda: {"lead": Role.LEAD, "member-1": Role.PARTICIPANT, "member-2": Role.PARTICIPANT}
    )
    silent: tuple[str, ...] = ()
    beacon: BeaconValue = NO_BEACON
    published_at: datetime = datetime(2023, 9, 14, 1, tzinfo=UTC)
    reveal_deadline: datetime = datetime(2023, 9, 15, 9, tzinfo=UTC)

    def nonce(self, member: str) -> bytes:
        """The member's nonce, made from the seed."""
        return hashlib.sha256(f"{self.seed}|{member}".encode()).digest()

    def manifest(self) -> Manifest:
        """The frozen manifest."""
        return freeze(
            draw="421088-2023-1",
            jurisdiction="421088",
            year=2023,
            code_version="invented",
            published_at=self.published_at,
            reveal_deadline=self.reveal_deadline,
            frame=self.frame,
            demands=self.demands,
            roster=self.roster,
            rules=self.rules,
            members=[
                Member(
                    member=member,
                    role=role,
                    key=PublicKey(x=str(key_for(member).as_dict(private=False)["x"])),
                    commitment=commitment(SUITE, "421088-2023-1", member, self.nonce(member)),
                )
                for member, role in self.members.items()
            ],
            code_head=self._codes()[-1],
            beacons=(Beacon(name=self.beacon.name, round=self.beacon.round),),
        )

    def _codes(self) -> list[bytes]:
        return code_chain(SUITE, f"secret {self.seed}".encode(), 4)

    def reveal(self, manifest: Manifest) -> Reveal:
        """Code, the nonces of all but the silent members, beacon."""
        nonces = [(member, self.nonce(member)) for member in self.members if member not in self.silent]
        return reveal_of(manifest, code=self._codes()[-2], nonces=nonces, beacon=self.beacon)

    def result(self) -> Result:
        """The draw's result."""
        manifest = self.manifest()
        return draw(
            manifest=manifest,
            frame=self.frame,
            demands=self.demands,
            roster=self.roster,
            reveal=self.reveal(manifest),
        )

    def signatures(self, manifest: Manifest, *members: str) -> list[Signature]:
        """Signatures of these members, or of all."""
        return [sign(manifest, member, key_for(member)) for member in members or self.members]

    def pack(self) -> Pack:
        """The proof pack, signed by the lead and one participant."""
        manifest = self.manifest()
        return build_pack(
            manifest=manifest,
            signatures=self.signatures(manifest, "lead", "member-1"),
            frame=self.frame,
            demands=self.demands,
            roster=self.roster,
            reveal=self.reveal(manifest),
            result=self.result(),
        )

    def with_seed(self, seed: int) -> "Case":
        """The same inputs, other secrets."""
        return replace(self, seed=str(seed))


def small_case() -> Case:
    """Seventy entities, four demands of three departments, twelve officers; with every kind of oddity."""
    leaves = [
        a_leaf(f"uscc:INVENTED{i:03d}", f"I{i % 3 + 1:02d} {'AABBC'[i % 5] if i % 17 else 'D'} general") for i in range(60)
    ]
    leaves += [a_leaf(f"stall:摊位{i}", "I01 U key") for i in range(10)]
    leaves[3] = leaves[3].model_copy(update={"excluded": (_excluded("X3", "*"),)})
    leaves[4] = leaves[4].model_copy(update={"excluded": (_excluded("X1", "hygiene"),)})
    leaves[7] = leaves[7].model_copy(
        update={
            "excluded": (_excluded("X2", "*"), _excluded("X4", "fire")),
            "overrides": (
                Override(
                    reason=OverrideCode.COMPLAINT_TRANSFER_OR_WHISTLE,
                    lifts=(ExclusionCode.DRAWN_TWICE_THIS_YEAR,),
                    kinds=("*",),
                    fact="whistle-1",
                ),
            ),
        }
    )
    leaves[8] = leaves[8].model_copy(update={"excluded": (_excluded("X5", "*"),)})
    demands = (
        a_demand(
            "d1",
            a_stratum("s1", classes="AB", ratio_bp=1250),
            a_stratum("s2", classes="CD", ratio_bp=5000, rounding=Rounding.CEIL),
            department="market",
            kind="hygiene",
        ),
        a_demand(
            "d2",
            a_stratum("s1", industries=("I01", "I02"), classes="ABCD", ratio_bp=2000, rounding=Rounding.HALF_UP, max=9),
            a_stratum("s2", classes="U", risks=(Risk.KEY,), ratio_bp=10_000, base=Base.ELIGIBLE),
            department="fire",
            kind="fire",
            window=AUTUMN,
        ),
        a_demand(
            "d3", a_stratum("s1", ratio_bp=1500, min=3, rounding=Rounding.FLOOR), department="labour", kind="pay", window=LATE
        ),
        a_demand(
            "d4", a_stratum("s1", industries=("I03",), ratio_bp=9999, rounding=Rounding.CEIL, min=25),
            department="market", kind="price", window=SPRING,
        ),
    )  # fmt: skip
    # Only m0 may check prices, so a team for both kinds must keep it for that seat.
    market = [an_inspector(f"m{i}", "market", qualified=("hygiene",) if i else ("hygiene", "price")) for i in range(5)]
    fire = [an_inspector(f"f{i}", "fire", recused=["stall:摊位1"] if i else []) for i in range(4)]
    labour = [
        an_inspector("l0", "labour"),
        an_inspector("l1", "labour", absent=(Window(first=date(2023, 12, 1), last=date(2023, 12, 20)),), load=20),
        an_inspector("l2", "labour", certificate=Certificate(number="c-l2", valid=SPRING)),
    ]
    return Case(
        frame=Frame.of(leaves),
        demands=demands,
        roster=Roster.of([*market, *fire, *labour]),
        rules=Rules(
            leads=(Lead(industry="I01", department="fire"), Lead(industry="I02", department="market")),
            precedence=("market", "labour"),
            workload_cap=24,
            pairing_cap=2,
            reserves=3,
        ),
        silent=("member-2",),
        beacon=RECORDED_ROUND,
    )


def _excluded(code: str, kind: str) -> Exclusion:
    return Exclusion(reason=ExclusionCode(code), kinds=(kind,), fact=f"fact-{code}-{kind}")
