"""Decisions on inspectors: certified, suspended, renewed."""

from datetime import date

from libs.events.catalog.registry.bodies import InspectorCertified, InspectorSuspended
from libs.events.testing.decisions import given
from services.registry.bodies import commands as c
from services.registry.bodies import refusals as r
from services.registry.bodies.decide import INSPECTOR
from services.registry.lists import refusals as lists_refusals
from services.registry.testing import JAN, JUN, MAR, NOON

# Inspectors


def certificate(cls, begins=JAN, ends=date(2029, 1, 1), qualifications=("food",), holder=None):
    known = {"known": c.CertificateLookups({}, holder)} if cls is c.CertifyInspector else {}
    return cls(
        **known,
        inspector="I-421088-0001", department="421088-market", certificate="示例证-421088-00001",
        qualifications=qualifications, valid_from=begins, valid_until=ends,
    )  # fmt: skip


def test_a_certificate_names_one_officer():
    refused = given(INSPECTOR).when(certificate(c.CertifyInspector, holder="I-421088-0002"), at=NOON)
    refusal = refused.refused(r.CertificateOfAnother)
    assert (refusal.field, refusal.value) == ("certificate", "示例证-421088-00001")
    assert "I-421088-0002" in refusal.detail_en
    renewal = certificate(c.CertifyInspector, MAR, holder="I-421088-0002")
    given(INSPECTOR, certificate(InspectorCertified)).when(renewal, at=NOON).refused(r.CertificateOfAnother)


SUSPEND = c.SuspendInspector(inspector="I-421088-0001", reason="正在调查", effective_from=MAR)
SUSPENDED = InspectorSuspended(inspector="I-421088-0001", reason="正在调查", effective_from=MAR)


def test_a_certification_counts_once_and_a_renewal_replaces_it():
    given(INSPECTOR).when(certificate(c.CertifyInspector), at=NOON).then(certificate(InspectorCertified))
    given(INSPECTOR, certificate(InspectorCertified)).when(certificate(c.CertifyInspector), at=NOON).nothing()
    given(INSPECTOR, certificate(InspectorCertified)).when(certificate(c.CertifyInspector, MAR), at=NOON).then(
        certificate(InspectorCertified, MAR)
    )
    given(INSPECTOR).when(certificate(c.CertifyInspector, MAR, JAN), at=NOON).refused(lists_refusals.EndsBeforeItBegins)


def test_a_suspension_ends_only_by_a_certification_that_begins_after_it():
    held = (certificate(InspectorCertified), SUSPENDED)
    given(INSPECTOR, certificate(InspectorCertified)).when(SUSPEND, at=NOON).then(SUSPENDED)
    given(INSPECTOR, *held).when(certificate(c.CertifyInspector), at=NOON).nothing()
    given(INSPECTOR, *held).when(certificate(c.CertifyInspector, qualifications=("drug",)), at=NOON).refused(
        r.InspectorIsSuspended
    )
    given(INSPECTOR, *held).when(certificate(c.CertifyInspector, MAR), at=NOON).then(certificate(InspectorCertified, MAR))
    given(INSPECTOR, *held).when(SUSPEND, at=NOON).refused(r.InspectorIsSuspended)
    given(INSPECTOR).when(SUSPEND, at=NOON).refused(r.NoSuchInspector)


def test_an_old_certificate_in_a_file_does_not_reach_back_over_a_suspension_that_has_ended():
    again = (certificate(InspectorCertified), SUSPENDED, certificate(InspectorCertified, MAR))
    given(INSPECTOR, *again).when(certificate(c.CertifyInspector), at=NOON).refused(lists_refusals.BeforeLastEdition)
    given(INSPECTOR, *again).when(certificate(c.CertifyInspector, JUN), at=NOON).then(certificate(InspectorCertified, JUN))
