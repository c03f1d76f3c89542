"""What stands in each kind of paper, as values; officers and authorities by the names that are to be printed."""
