"""What a token has to say to count here: signed by the issuer, for this place, for now, and not for longer than allowed."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import KeySet
from joserfc.jws import extract_compact

from ...refusal import Refusal
from ...settings import Settings, words_of

__all__ = ["LEEWAY", "Unauthenticated", "checked", "kid_of"]

LEEWAY: Final = 30
"""Seconds by which the issuer's clock and ours may differ."""
_SUBJECT = re.compile(r"[^\x00-\x1f\x7f]{1,255}")
"""OpenID Connect Core 1.0, section 2. It is written with each fact as who acted, and readers of facts bound that too."""
_MALFORMED = (JoseError, ValueError, KeyError, TypeError)


class Unauthenticated(Refusal):
    slug = "unauthenticated"
    status = 401
    title_zh = "请先登录"
    title_en = "No valid token"
    do_zh = "请重新登录。"
    do_en = "Get a new token from the issuer."


def kid_of(token: str) -> str | None:
    """The name of the key that the token says it is signed with. Raises Unauthenticated for what is no token."""
    try:
        kid = extract_compact(token.encode()).headers().get("kid")
    except _MALFORMED as error:
        raise _refused(error) from error
    return str(kid) if kid is not None else None


def checked(token: str, keys: KeySet, settings: Settings) -> Mapping[str, Any]:
    """The token's claims. Raises Unauthenticated naming what is wrong with it."""
    try:
        with warnings.catch_warnings():
            # RFC 9864 wants Ed25519 said for EdDSA; issuers of today say EdDSA.
            warnings.simplefilter("ignore", SecurityWarning)
            claims = jwt.decode(token, keys, algorithms=settings.algorithms).claims
        jwt.JWTClaimsRegistry(
            leeway=LEEWAY,
            iss={"essential": True, "value": settings.oidc_issuer},
            aud={"essential": True},
            iat={"essential": True},
            exp={"essential": True},
            sub={"essential": True},
        ).validate(claims)
        if not (isinstance(claims["sub"], str) and _SUBJECT.fullmatch(claims["sub"])):
            raise ValueError("sub is no text of 1 to 255 characters")
        # Some write numbers with a fraction (RFC 7519, section 2: NumericDate).
        lifetime = claims["exp"] - claims["iat"]
    except _MALFORMED as error:
        raise _refused(error) from error
    # Not a number is never at most something.
    if not lifetime <= settings.oidc_token_seconds:
        raise Unauthenticated(
            f"the token is issued for {lifetime:.0f} s, at most {settings.oidc_token_seconds} s are allowed",
            f"令牌有效期为 {lifetime:.0f} 秒,最长允许 {settings.oidc_token_seconds} 秒",
            field="Authorization",
            value=lifetime,
            rule="CHECKONCE_OIDC_TOKEN_SECONDS",
            do_en="Have the issuer give tokens for a shorter time, and get a new one.",
            do_zh="请在身份服务中缩短令牌有效期后重新登录。",
        )
    _require_place(claims, settings)
    return claims


def _require_place(claims: Mapping[str, Any], settings: Settings) -> None:
    """A token for several places names them. One that names places and not this one is for elsewhere, whatever its audience."""
    audience = claims["aud"]
    audiences = {audience} if isinstance(audience, str) else set(map(str, audience)) if isinstance(audience, list) else set()
    places = words_of(claims, settings.oidc_places_claim)
    shared = settings.oidc_shared_audience
    if settings.audience in audiences or (shared and shared in audiences and places):
        if not places or settings.place in places:
            return
        named = sorted(places)
    else:
        named = sorted(audiences)
    raise Unauthenticated(
        f"the token is for {', '.join(named) or 'nobody'} and not for this place, {settings.place}",
        f"令牌用于 {'、'.join(named) or '无'},不用于本地区 {settings.place}",
        field="Authorization",
        value=named,
        rule=f"aud: {settings.audience}",
        do_en=f"Get a token whose audience is {settings.audience}.",
        do_zh=f"请重新登录,取得受众为 {settings.audience} 的令牌。",
    )


def _refused(error: Exception) -> Unauthenticated:
    return Unauthenticated(f"token refused: {error}", "令牌未通过校验:签名、签发者、受众或有效期不符", field="Authorization")
