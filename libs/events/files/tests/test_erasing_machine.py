"""Whatever is asked of a file, in whatever order: it is erased once at most, and only where it is."""

from typing import ClassVar

from hypothesis import strategies as st

from libs.events.decider import answered
from libs.events.files import refusals as r
from libs.events.testing.decider_machine import DeciderMachine, explore
from libs.events.testing.shelf.shelf import ERASING, PageErased

(EraseFile,) = answered(ERASING.commands)
people = st.none() | st.sampled_from(["ann", "bob"])


class Erasures(DeciderMachine):
    decider, key = ERASING, "sha256"
    asks: ClassVar = {
        EraseFile: st.builds(
            EraseFile, sha256=st.just("ab" * 32), reason=st.text(max_size=5), known=st.booleans(), asked_by=people,
            approved_by=people,
        )
    }  # fmt: skip
    produces = (PageErased,)
    refuses = (r.NoSuchFile, r.ErasedAlready)

    def law(self):
        assert len(self.history) == 1


def test_whatever_is_asked_the_law_of_the_stream_holds():
    explore(Erasures, runs=30)
