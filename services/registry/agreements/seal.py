"""Signatures under an agreement, over its RFC 8785 text: each party signs with a key of its registry that the text names.

    signature = sign(terms, key)
    assert signed(terms, signature, terms.parties[0])

Pure: the same terms and key give the same bytes.
"""

from typing import Any

import rfc8785
from joserfc.jwk import OKPKey

from libs.events import signatures
from libs.events.catalog.registry.agreements import Party

from . import commands as c

FORMAT = "checkonce-agreement-2"
"""Part of the signed text, so that a signature under an agreement cannot be used for another document."""
_ONE_KEY = "checkonce-agreement-1"
"""Of agreements in which a place had one key."""
_SIGNER = "registry"


def text(terms: c.AgreementTerms) -> bytes:
    """The canonical JSON that both sides sign. What was agreed with one key a place has the text that was signed then."""
    said = terms.model_dump(mode="json", include=set(c.AgreementTerms.model_fields))
    keys = [key for party in terms.parties for key in party.keys]
    if len(keys) == len(terms.parties) and all(key.service is None for key in keys):
        return bytes(rfc8785.dumps({**said, "format": _ONE_KEY, "parties": [_with_one_key(party) for party in terms.parties]}))
    return bytes(rfc8785.dumps({"format": FORMAT, **said}))


def _with_one_key(party: Party) -> dict[str, Any]:
    (key,) = party.keys
    return {"place": party.place, "name": party.name, "jwk": key.jwk}


def sign(terms: c.AgreementTerms, key: OKPKey) -> str:
    """A detached JWS: header, nothing, signature."""
    return signatures.sign(text(terms), key)


def signed(terms: c.AgreementTerms, signature: str, party: Party) -> bool:
    """Whether the party has signed these terms. Raises ValueError when a key of its registry is not a public key."""
    said = text(terms)
    return any(
        signatures.holds(signature, said, OKPKey.import_key({**signatures.public(key.jwk)}))
        for key in party.keys
        if key.service in {_SIGNER, None}
    )
