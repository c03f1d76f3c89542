"""Numbers of papers (文号), without a gap."""
