"""One machine for each kind of stream of the registry: everything that may be asked, and what always holds."""
