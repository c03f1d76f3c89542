"""Decisions on credit codes let in by name (GB 32100): these four are on public record, lawful, and do not compute."""

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from libs.domain.entities.identity import entity_id
from libs.events.catalog.codes import EvidenceRef
from libs.events.catalog.registry.entities import CodeAllowed
from libs.events.refusal import Invalid
from libs.events.testing.decisions import given
from services.registry.entities import commands as c
from services.registry.entities import refusals as r
from services.registry.entities.decide import CODE
from services.registry.testing import NOON

# Credit codes (GB 32100): these four are on public record, lawful, and do not compute

EARLY = ["91350100M0001TGQXM", "91350211M0000XUF46", "91350203M0001FUE2P", "91350203M0001QAY9B"]
LICENCE = (EvidenceRef(sha256="b" * 64, media_type="image/jpeg"),)


@pytest.mark.parametrize("code", EARLY)
def test_a_lawful_early_code_is_let_in_by_name_on_evidence_and_in_no_other_way(code):
    allow = c.AllowCode(code=code, reason="早期赋码", evidence=LICENCE)
    allowed = CodeAllowed(code=code, reason="早期赋码", evidence=LICENCE)
    given(CODE).when(allow, at=NOON).then(allowed)
    given(CODE, allowed).when(allow, at=NOON).nothing()
    given(CODE).when(allow.model_copy(update={"evidence": ()}), at=NOON).refused(r.EvidenceMissing)
    with pytest.raises(Invalid):
        entity_id("uscc", code)
    assert entity_id("uscc", code.lower(), {code}) == f"uscc:{code}"


@over(st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXYZ"))
def test_the_allow_list_never_lets_in_a_code_whose_organisation_part_is_wrong(place, character):
    code = EARLY[0][:place] + character + EARLY[0][place + 1 :]
    answer = given(CODE).when(c.AllowCode(code=code, reason="早期赋码", evidence=LICENCE), at=NOON)
    organisation = code[8:17]
    weighted = sum(int(char, 36) * weight for char, weight in zip(organisation[:8], (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    computes = "0123456789X"[(11 - weighted % 11) % 11] == organisation[8]
    if answer.facts:
        assert computes
        assert "Z" not in code
        assert code[2:8].isdecimal()
    else:
        assert type(answer.refusal) in {r.CodeIsNoEarlyCode, r.CodeIsRight}
