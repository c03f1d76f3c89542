"""The public keys of this place's services, and what neighbours are told of a change."""
