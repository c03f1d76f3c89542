"""Dossiers: all papers of a visit that is over, with an index; nothing is filed with a paper missing."""
