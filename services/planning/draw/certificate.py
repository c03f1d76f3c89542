"""The proof pack: everything a stranger needs to compute a draw again, and the short proof for one entity."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, PlainSerializer, PlainValidator, ValidationError

from services.planning.draw import merkle
from services.planning.draw.canonical import FORMAT, Count, Digest, Id, Part, Prf, Suite, canonical, suite_named
from services.planning.draw.conduct import Result
from services.planning.draw.demand import Demand, demands_of
from services.planning.draw.frame import Frame, Leaf, Leaves
from services.planning.draw.inspector import Inspector, Roster
from services.planning.draw.manifest import Manifest, Signature
from services.planning.draw.published import array, members
from services.planning.draw.refusal import Refused, refused_shape
from services.planning.draw.reveal import Reveal


def _ascending(signatures: tuple[Signature, ...]) -> tuple[Signature, ...]:
    if any(a.member >= b.member for a, b in pairwise(signatures)):
        raise ValueError("signatures must ascend by member, each once")
    return signatures


Signatures = Annotated[tuple[Signature, ...], AfterValidator(_ascending)]


Listed = Annotated[
    Sequence[Leaf], PlainValidator(Leaves.read), PlainSerializer(lambda leaves: [leaf.plain() for leaf in leaves])
]


class Pack(Part):
    """A whole draw in the open. `certificate` is the digest over manifest, signatures, reveal and result."""

    format: Literal["checkonce-draw-1"] = FORMAT
    manifest: Manifest
    signatures: Signatures
    frame: Listed
    demands: tuple[Demand, ...]
    inspectors: tuple[Inspector, ...]
    reveal: Reveal
    result: Result
    certificate: Digest

    def pieces(self) -> Iterator[bytes]:
        """What is published, RFC 8785 of `plain()`, in pieces of about a megabyte."""
        rest = self.model_dump(mode="json", exclude={"frame", "inspectors", "result"})
        leaves = self.frame if isinstance(self.frame, Leaves) else Leaves(self.frame)
        large = {
            "frame": array(leaves.entries()),
            "inspectors": array(canonical(inspector.plain()) for inspector in self.inspectors),
            "result": iter([self.result.content]),
        }
        return members(rest, large)

    def published(self) -> bytes:
        """What is published, RFC 8785 of `plain()`."""
        return b"".join(self.pieces())


class Inclusion(Part):
    """An RFC 6962 audit path, lowest sibling first, of the leaf at `index` (0-based)."""

    index: Count
    path: tuple[Digest, ...]


class CutOff(Part):
    """One stratum this entity was in: chosen iff eligible and its x is at most the cut-off."""

    demand: Id
    stratum: Id
    eligible: bool
    quota: Count
    of: Count
    cutoff: Digest | None
    chosen: bool


class EntityProof(Part):
    """For one entity: that it was listed, its number, and where the cut-offs of its strata lay.

    Small enough to print. The cut-offs are those of the result whose digest it names; the whole pack proves them.
    """

    format: Literal["checkonce-draw-1"] = FORMAT
    manifest: Manifest
    signatures: Signatures
    leaf: Leaf
    inclusion: Inclusion
    reveal: Reveal
    x: Digest
    strata: tuple[CutOff, ...]
    result: Digest
    certificate: Digest


def certificate_digest(suite: Suite, manifest: Manifest, signatures: Sequence[Signature], reveal: Reveal, result: str) -> str:
    """Hex digest of a draw's certificate; `result` is the result's own digest.

    Frame, demands and inspectors are inside the manifest by their digests.
    """
    return suite.digest(
        "certificate",
        {
            "manifest": manifest.digest(),
            "result": result,
            "reveal": reveal.plain(),
            "signatures": [signature.plain() for signature in signatures],
        },
    )


def build_pack(
    *,
    manifest: Manifest,
    signatures: Iterable[Signature],
    frame: Frame,
    demands: Iterable[Demand],
    roster: Roster,
    reveal: Reveal,
    result: Result,
) -> Pack:
    """Assemble the proof pack of a finished draw; `Pack.published()` is what is published."""
    signed = tuple(sorted(signatures, key=lambda signature: signature.member))
    suite = manifest.hashing
    return Pack.model_construct(
        format=FORMAT,
        manifest=manifest,
        signatures=signed,
        frame=frame.columns,
        demands=demands_of(demands),
        inspectors=roster.inspectors,
        reveal=reveal,
        result=result,
        certificate=certificate_digest(suite, manifest, signed, reveal, result.digest(suite)),
    )


def read_pack(document: Mapping[str, Any]) -> Pack:
    """Read a published pack; refuses `format.invalid` or `format.suite`, and any member written another way."""
    try:
        pack = Pack.model_validate(document)
    except ValidationError as error:
        raise refused_shape("pack", error) from None
    suite_named(pack.manifest.suite)
    try:
        same = canonical(pack.plain()) == canonical(document)
    except (TypeError, ValueError):
        same = False
    if not same:
        # A reader that quietly repaired what it read (a left-out default, an unsorted list) would vouch for other bytes.
        raise Refused(
            "format.invalid",
            field="pack",
            value="not in canonical form",
            zh="文件中有字段未按规定形式书写(缺省值也须写出、列表须排序),请使用原始发布文件",
            en="not written in its published form (defaults written, lists sorted); use the pack as published",
        )
    return pack


def prove_entity(pack: Pack, entity: str) -> EntityProof:
    """The short proof for one entity of the frame; refuses `entity.unknown`."""
    suite = pack.manifest.hashing
    frame = Frame.in_order(pack.frame)
    index = next((i for i, leaf in enumerate(pack.frame) if leaf.entity == entity), None)
    if index is None:
        raise Refused(
            "entity.unknown",
            field="entity",
            value=entity,
            zh="本次抽取的名录中没有该检查对象,请核对编号",
            en="the frame of this draw does not list this entity; check the id",
        )
    leaf = pack.frame[index]
    path = merkle.inclusion_proof(suite, frame.hashes(suite), index)
    drawn = {(stratum.demand, stratum.stratum): stratum for stratum in pack.result.strata}
    strata = []
    for demand in pack.demands:
        stratum = demand.stratum_of((leaf.industry, leaf.credit_class, leaf.risk))
        if stratum is not None:
            found = drawn[demand.demand, stratum.stratum]
            strata.append(
                CutOff(
                    demand=demand.demand,
                    stratum=stratum.stratum,
                    eligible=leaf.barred(demand.kind) is None,
                    quota=found.quota,
                    of=found.eligible,
                    cutoff=found.cutoff,
                    chosen=entity in found.chosen,
                )
            )
    return EntityProof(
        manifest=pack.manifest,
        signatures=pack.signatures,
        leaf=leaf,
        inclusion=Inclusion(index=index, path=tuple(node.hex() for node in path)),
        reveal=pack.reveal,
        x=Prf(suite, bytes.fromhex(pack.result.prk)).number("entity", entity).hex(),
        strata=tuple(strata),
        result=pack.result.digest(suite),
        certificate=pack.certificate,
    )
