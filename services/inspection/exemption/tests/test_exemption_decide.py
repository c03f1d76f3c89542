"""A minor breach goes unpunished by an entry of the list, condition by condition (H-16, H-40; 行政处罚法 art. 33)."""

from datetime import date
from types import SimpleNamespace

import pytest

from libs.domain.evidence import EvidenceMissing
from libs.events.catalog.codes import EvidenceRef
from services.inspection.exemption import refusals as no
from services.inspection.exemption.decide import Earlier, Entry, ExemptionLookups, require_exemption

DAY = date(2026, 3, 10)
PROOF = EvidenceRef(sha256="ab" * 32, media_type="image/jpeg")
MILD, CORRECTED = "没有造成危害后果", "及时改正"
ENTRY = Entry(item="MKT-0003", behaviour="未按规定保存进货票据", conditions=(MILD, CORRECTED), first_offence_only=True)
BEFORE = Earlier(ref="F-0", visit="V-0", checked_on=date(2024, 5, 1), behaviour="台账不全")
KNOWN = ExemptionLookups(entry=ENTRY, on=DAY, years=2)


def met(text, *evidence):
    return SimpleNamespace(text=text, evidence=evidence)


ALL_MET = (met(MILD, PROOF), met(CORRECTED, PROOF))


def asked(conditions=ALL_MET, *, corrected_on_spot=True, item="MKT-0003", **change):
    known = KNOWN.model_copy(update=change)
    return require_exemption("F-1", item, "EX-1", conditions, known, corrected_on_spot=corrected_on_spot)


def test_what_the_list_names_is_exempted_when_each_condition_and_the_correction_are_proved():
    asked()
    asked(tuple(reversed(ALL_MET)))
    asked(corrected_on_spot=False, mended=True)


def test_an_earlier_breach_bars_an_entry_for_first_offences_alone():
    asked(earlier=(BEFORE,), entry=ENTRY.model_copy(update={"first_offence_only": False}))
    with pytest.raises(no.NotFirstOffence) as refused:
        asked(earlier=(BEFORE,))
    assert (refused.value.field, refused.value.value) == ("exemption", "EX-1")
    for said in (refused.value.detail_en, refused.value.detail_zh):
        assert all(named in said for named in ("F-0", "V-0", "2024-05-01", "台账不全", "2"))
    with pytest.raises(no.NotFirstOffence):
        asked(earlier=(BEFORE.model_copy(update={"visit": None, "ref": "R-2025-1"}),))


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        (no.NoSuchExemption, {"entry": None}),
        (no.ExemptionOfOtherItem, {"item": "MKT-0004"}),
        (no.ConditionsUnconfirmed, {"conditions": ALL_MET[:1]}),
        (no.ConditionsUnconfirmed, {"conditions": ()}),
        (no.ConditionsUnconfirmed, {"conditions": (*ALL_MET, met("局长口头同意", PROOF))}),
        (no.ConditionsUnconfirmed, {"conditions": (*ALL_MET, ALL_MET[0])}),
        (no.ConditionUnproved, {"conditions": (met(MILD), ALL_MET[1])}),
        (EvidenceMissing, {"missing": (PROOF.sha256,)}),
        (no.NotCorrectedYet, {"corrected_on_spot": False}),
    ],
)
def test_each_rule_of_an_exemption_refuses(rule, change):
    with pytest.raises(rule) as refused:
        asked(**change)
    assert refused.value.do_zh
    assert refused.value.field
