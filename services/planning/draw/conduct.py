"""The draw itself: frozen inputs and reveals in, the same result out for whoever computes it."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from services.planning.draw.beacon import Beacon
from services.planning.draw.canonical import Digest, Id, Part, Prf, Suite
from services.planning.draw.demand import Demand, demands_of
from services.planning.draw.figures import Figures, figures_of
from services.planning.draw.frame import Frame
from services.planning.draw.inspector import Roster
from services.planning.draw.manifest import Committed, Manifest, demands_digest
from services.planning.draw.published import array, members, visit_entries
from services.planning.draw.refusal import Refused
from services.planning.draw.reveal import Reveal, key_of
from services.planning.draw.seats import Manned, man
from services.planning.draw.select import Population, StratumDrawn, select
from services.planning.draw.visits import merge


class Result(Part):
    """Everything a draw decides. `missing` names members whose nonce counted as zeros; `visits` ascend by entity."""

    draw: Id
    manifest: Digest
    prk: Digest
    missing: tuple[Id, ...]
    beacon: Beacon
    strata: tuple[StratumDrawn, ...]
    visits: tuple[Manned, ...]
    figures: Figures

    @cached_property
    def content(self) -> bytes:
        """RFC 8785 of the result; kept, for it is hashed, published and compared."""
        rest = self.model_dump(mode="json", exclude={"visits"})
        return b"".join(members(rest, {"visits": array(visit_entries(self.visits))}))

    def digest(self, suite: Suite) -> str:
        """Hex of `digest("result", result)`."""
        return suite.digest_of("result", self.content)

    def chosen(self) -> dict[str, list[str]]:
        """Chosen entities by demand, in the order of the draw within each stratum."""
        by_demand: dict[str, list[str]] = {}
        for stratum in self.strata:
            by_demand.setdefault(stratum.demand, []).extend(stratum.chosen)
        return by_demand


def check_lists(manifest: Manifest, frame: Frame, demands: tuple[Demand, ...], roster: Roster) -> None:
    """Refuse `root.frame`, `root.demands` or `root.inspectors` when a list is not the one that was frozen."""
    suite = manifest.hashing
    named: tuple[tuple[str, Committed, Committed, str], ...] = (
        ("frame", manifest.frame, Committed(root=frame.root(suite), count=len(frame.leaves)), "检查对象名录"),
        ("demands", manifest.demands, Committed(root=demands_digest(suite, demands), count=len(demands)), "抽查需求"),
        (
            "inspectors",
            manifest.inspectors,
            Committed(root=roster.root(suite), count=len(roster.inspectors)),
            "执法检查人员名录",
        ),
    )
    for name, frozen, found, zh in named:
        if frozen != found:
            raise Refused(
                f"root.{name}",
                field=f"manifest.{name}",
                value=f"{found.root} ({found.count})",
                zh=f"{zh}与清单冻结的摘要({frozen.root},{frozen.count} 条)不一致,请使用冻结时公布的名录",
                en=f"the {name} are not those frozen in the manifest ({frozen.root}, {frozen.count}); "
                "use the lists published with it",
            )


def draw(*, manifest: Manifest, frame: Frame, demands: Iterable[Demand], roster: Roster, reveal: Reveal) -> Result:
    """Conduct a draw. Deterministic: the same arguments give the same bytes everywhere.

    Refuses (by `Refused.code`) inputs that are not the frozen ones, times out of order, and reveals that do not match
    their commitments. It does not ask for signatures: `check_signatures` does, before the reveal.
    """
    ordered = demands_of(demands)
    manifest.check_times()
    check_lists(manifest, frame, ordered, roster)
    return compute(manifest, frame, ordered, roster, reveal)


def compute(manifest: Manifest, frame: Frame, demands: tuple[Demand, ...], roster: Roster, reveal: Reveal) -> Result:
    """The result of checked inputs: `draw` without asking whether the lists, in order, are the frozen ones."""
    key = key_of(manifest, reveal)
    prf = Prf(manifest.hashing, key.prk)
    by_id = {demand.demand: demand for demand in demands}
    population = Population(frame, prf)
    strata = select(population, demands, prf, reserves=manifest.rules.reserves)
    visits = merge(manifest.draw, frame, strata, by_id, manifest.rules)
    manned = man(visits, population=population, roster=roster, demands=by_id, rules=manifest.rules, prf=prf)
    fields: dict[str, Any] = {
        "draw": manifest.draw,
        "manifest": manifest.digest(),
        "prk": key.prk.hex(),
        "missing": key.missing,
        "beacon": reveal.beacon.named,
        "strata": tuple(strata),
        "visits": tuple(manned),
        "figures": figures_of(population, demands, strata, len(visits), prf),
    }
    return Result.model_construct(**fields)
