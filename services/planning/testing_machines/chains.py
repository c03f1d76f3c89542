"""Whatever is asked of chains of one-time codes."""

from typing import ClassVar

from hypothesis import strategies as st

from libs.events.catalog.planning.conducting import CodeChainPublished
from libs.events.countersigning.leading import NotTheLead
from libs.events.testing.decider_machine import DeciderMachine
from services.planning.conducting import chain_refusals as r
from services.planning.conducting import commands as c
from services.planning.conducting.decide.chain import CHAIN
from services.planning.testing import FIRE, LEADING, MARKET, POLICE, STRANGER


class Chains(DeciderMachine):
    """docs/draw.md, 2: the head of a chain is published once, by the lead."""

    decider = CHAIN
    asks: ClassVar = {
        c.PublishChain: st.builds(
            c.PublishChain, chain=st.just("C-1"), year=st.just(2026), lead=st.sampled_from([MARKET, FIRE, POLICE]),
            head=st.sampled_from(["a" * 64, "b" * 64]), length=st.just(24), known=st.sampled_from([LEADING, STRANGER]),
        )
    }  # fmt: skip
    produces = (CodeChainPublished,)
    refuses = (r.ChainTaken, NotTheLead)

    def law(self):
        assert [fact.lead for fact in self.facts] == [MARKET]
