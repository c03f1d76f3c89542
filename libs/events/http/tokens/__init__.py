"""Tokens of an OpenID Connect issuer: its keys, and what a token has to say to count here."""
