"""Bytes of a file → rows of a kind: encodings, lines, headings, and the formats."""
