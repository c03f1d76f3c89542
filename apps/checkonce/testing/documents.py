"""Documents of draws for tests of the verifiers: made up from a seed, and changed in named places."""

import copy
import random
from datetime import date

from services.planning.draw.demand import Rounding, Window
from services.planning.draw.frame import Exclusion, Frame, Override, Risk
from services.planning.draw.inspector import Certificate, Roster
from services.planning.draw.manifest import Lead, Rules
from services.planning.draw.testing import Case, a_demand, a_leaf, a_stratum, an_inspector


def changed(document, *changes):
    bent = copy.deepcopy(document)
    for change in changes:
        *way, last = change["path"]
        at = bent
        for step in way:
            at = at[step]
        at[last] = change["value"]
    return bent


def wild_case(seed):
    """A draw in which everything that can vary does, reproducible by its seed."""
    chance = random.Random(seed)  # noqa: S311 - a test that can be repeated
    kinds = ["k1", "k2", "k3"]

    def odd(kind, i):
        # UTF-8 sorts these in another order than UTF-16 does.
        return f"{('', '～', '𠮷', '🏪')[i % 4]}{kind}{i}"

    def span(low=0, high=80):
        first = date(2023, 10, 1).toordinal() + chance.randrange(low, high)
        return Window(first=date.fromordinal(first), last=date.fromordinal(first + chance.randrange(high)))

    def leaf(i):
        cell = f"I{chance.randrange(4)} {chance.choice('ABCDU')} {chance.choice(['general', 'general', 'key'])}"
        excluded = [
            Exclusion(reason=chance.choice(["X1", "X3", "X5"]), kinds=(chance.choice([*kinds, "*"]),), fact="f")
            for _ in range(chance.randrange(3))
        ]
        lift = Override(reason="O3", lifts=("X1", "X3"), kinds=(chance.choice([*kinds, "*"]),), fact="f")
        overrides = (lift,) if chance.random() < 0.4 else ()
        return a_leaf(odd("e", i), cell, excluded=excluded).model_copy(update={"overrides": overrides})

    def stratum(name, classes, low):
        return a_stratum(
            name,
            classes=classes,
            ratio_bp=chance.randrange(low, low + 4000),
            industries=chance.choice([("*",), ("I0", "I1"), ("I2",)]),
            risks=chance.choice([(Risk.GENERAL,), (Risk.GENERAL, Risk.KEY)]),
            rounding=chance.choice(list(Rounding)),
            base=chance.choice(["listed", "eligible"]),
            min=chance.randrange(3),
        )

    def demand(i):
        strata = (stratum("s1", "AB", 0), stratum("s2", "CD", 4000), stratum("s3", "U", 2000))
        return a_demand(odd("d", i), *strata, department=f"dep{i % 4}", kind=chance.choice(kinds), window=span())

    def inspector(i):
        return an_inspector(
            odd("p", i),
            f"dep{i % 4}",
            qualified=chance.choice([("*",), ("k1",), ("k2", "k3")]),
            recused=sorted({odd("e", chance.randrange(40)) for _ in range(chance.randrange(8))}),
            absent=tuple(span() for _ in range(chance.randrange(3))),
            certificate=Certificate(number=f"c{i}", valid=Window(first=date(2023, 1, 1), last=span(150, 250).last)),
            load=chance.randrange(4),
        )

    return Case(
        frame=Frame.of(leaf(i) for i in range(40)),
        demands=tuple(demand(i) for i in range(6)),
        roster=Roster.of(inspector(i) for i in range(20)),
        rules=Rules(
            leads=(Lead(industry="I1", department="dep2"),),
            precedence=("dep3", "dep1"),
            seats_per_department=chance.randrange(1, 4),
            workload_cap=chance.randrange(3, 14),
            pairing_cap=chance.choice([None, 1, 2]),
            reserves=chance.randrange(4),
        ),
        silent=("member-1",) if chance.random() < 0.5 else (),
        seed=str(seed),
    )
