"""One machine for each kind of stream of inspection: everything that may be asked, and what always holds."""
