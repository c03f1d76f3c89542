"""A sealed message is verified from the published document alone: by code of its own, which knows none of ours."""

import base64
import hashlib
import json
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from joserfc.jwk import OKPKey

from libs.events.bus.ledger import Link, Signer, verify
from libs.events.catalog.contracts_of import CONTRACTS
from libs.events.envelope import from_kafka

TRAIT = json.loads((CONTRACTS / "asyncapi.json").read_text(encoding="utf-8"))["components"]["messageTraits"]["sealed"]
SEAL = TRAIT["x-checkonce-seal"]
EXAMPLE = json.loads((CONTRACTS / Path(SEAL["example"])).read_text(encoding="utf-8"))
PRIVATE = {**EXAMPLE["jwk"], "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}
"""RFC 8037, appendix A.1."""


def base64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def sealed_bytes(link):
    """Step 1 of the description. The example holds ASCII names, whole numbers and text: this much of RFC 8785 is short."""
    headers = link["headers"]
    event = {name: headers[f"ce_{name}"] for name in SEAL["covers"]}
    event["data"] = json.loads(link["value"])
    whole = {"index": int(headers["ce_chainindex"]), "previous": headers["ce_chainprevious"], "event": event}
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def verified(links, jwk):
    """The last hash of the chain. Raises where a link is not what the description says."""
    key = Ed25519PublicKey.from_public_bytes(base64url(jwk["x"]))
    index, previous = 0, SEAL["genesis"]
    for link in links:
        headers, message = link["headers"], sealed_bytes(link)
        assert (int(headers["ce_chainindex"]), headers["ce_chainprevious"]) == (index + 1, previous), "no continuation"
        assert hashlib.sha256(message).hexdigest() == headers["ce_chainhash"], "altered"
        head, tail = headers["ce_signature"].split("..")
        payload = base64.urlsafe_b64encode(message).rstrip(b"=")
        key.verify(base64url(tail), head.encode() + b"." + payload)
        assert json.loads(base64url(head)) == {"alg": "Ed25519", "kid": thumbprint(jwk)}
        index, previous = index + 1, headers["ce_chainhash"]
    return previous


def thumbprint(jwk):
    """RFC 7638."""
    members = json.dumps({name: jwk[name] for name in ("crv", "kty", "x")}, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(hashlib.sha256(members).digest()).rstrip(b"=").decode()


def test_the_published_example_is_verified_by_what_the_document_says():
    assert [sealed_bytes(link).decode() for link in EXAMPLE["links"]] == [link["sealed"] for link in EXAMPLE["links"]]
    assert verified(EXAMPLE["links"], EXAMPLE["jwk"]) == EXAMPLE["links"][-1]["headers"]["ce_chainhash"]


@pytest.mark.parametrize("name", [*SEAL["covers"], "chainindex", "chainprevious", "chainhash", "signature"])
def test_a_change_of_any_covered_attribute_is_seen(name):
    first, *_ = EXAMPLE["links"]
    headers = {**first["headers"], f"ce_{name}": {"chainindex": "2"}.get(name, first["headers"][f"ce_{name}"][:-2] + "42")}
    with pytest.raises((AssertionError, InvalidSignature)):
        verified([{**first, "headers": headers}], EXAMPLE["jwk"])


def test_the_description_names_each_attribute_and_the_document_each_header():
    assert all(f"`{name}`" in TRAIT["description"] for name in SEAL["covers"])
    for link in EXAMPLE["links"]:
        assert set(link["headers"]) >= set(TRAIT["headers"]["required"])
        assert set(link["headers"]) <= set(TRAIT["headers"]["properties"])


def test_we_seal_the_example_with_the_same_bytes_and_take_it():
    """It was made once. Another format would be refused by every neighbour that reads by this one."""
    end, signer = Link(), Signer(OKPKey.import_key(PRIVATE))
    for link in EXAMPLE["links"]:
        event = from_kafka(link["value"].encode(), [(name, text.encode()) for name, text in link["headers"].items()])
        sealed = signer.seal(end, event.attributes, event.data)
        assert {f"ce_{name}": text for name, text in sealed.attributes().items()}.items() <= link["headers"].items()
        end = verify(end, event.attributes, event.data, [EXAMPLE["jwk"]])
