"""One machine for each kind of stream of planning: everything that may be asked, and what always holds."""
