"""Signatures under an agreement, over its RFC 8785 text.

    signature = sign(terms, key)
    assert signed(terms, signature, public(key.as_dict()))

Pure: the same terms and key give the same bytes.
"""

from collections.abc import Mapping

import rfc8785
from joserfc.jwk import OKPKey

from libs.events import signatures

from . import commands as c

FORMAT = "checkonce-agreement-1"
"""Part of the signed text, so that a signature under an agreement cannot be used for another document."""


def text(terms: c.AgreementTerms) -> bytes:
    """The canonical JSON that both sides sign."""
    said = terms.model_dump(mode="json", include=set(c.AgreementTerms.model_fields))
    return bytes(rfc8785.dumps({"format": FORMAT, **said}))


def sign(terms: c.AgreementTerms, key: OKPKey) -> str:
    """A detached JWS: header, nothing, signature."""
    return signatures.sign(text(terms), key)


def signed(terms: c.AgreementTerms, signature: str, jwk: Mapping[str, object]) -> bool:
    """Whether the key's owner has signed these terms. Raises ValueError when `jwk` is not a public key."""
    return signatures.holds(signature, text(terms), OKPKey.import_key({**signatures.public(jwk)}))
