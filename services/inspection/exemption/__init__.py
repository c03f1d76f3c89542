"""When a minor breach goes unpunished (轻微免罚): by an entry of the list, proved and for the first time."""
