"""Who read what: an audit trail of reads, written before an answer leaves, searched by auditors."""
