"""How papers are laid out. Each form becomes blocks; nothing here looks anything up."""
