"""Tickets on the enterprise's side, and secrets that are files."""

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from libs.domain.blind_signatures import BlindSignatureError, blind_sign, valid
from libs.domain.rating_tickets import ask
from libs.domain.secret_files import new_secret, secret_of


def test_a_ticket_for_each_department_and_none_that_was_shown_to_the_signer():
    keys = {name: rsa.generate_private_key(65537, 2048) for name in ("421088-market", "421088-fire")}
    asked = ask({name: f"{key.public_key().public_numbers().n:0512x}" for name, key in keys.items()})
    signed = {name: blind_sign(key, bytes.fromhex(asked.blinded[name])).hex() for name, key in keys.items()}
    tickets = asked.tickets("2026-Q1", signed)
    assert {ticket.department for ticket in tickets} == set(keys)
    for ticket in tickets:
        public = keys[ticket.department].public_key()
        assert valid(public, bytes.fromhex(ticket.ticket), bytes.fromhex(ticket.signature))
        assert not {ticket.ticket, ticket.signature} & {*asked.blinded.values(), *signed.values()}
    with pytest.raises(BlindSignatureError):
        asked.tickets("2026-Q1", dict.fromkeys(keys, signed["421088-fire"]))


def test_a_secret_is_made_once_for_its_owner_alone_and_a_short_one_is_refused(tmp_path):
    path = tmp_path / "kept" / "secret"
    new_secret(path)
    first = secret_of(path)
    new_secret(path)
    assert secret_of(path) == first
    assert (len(first), path.stat().st_mode & 0o777) == (64, 0o600)
    path.write_text("short")
    with pytest.raises(ValueError, match="32 bytes"):
        secret_of(path)
