"""Major hazards and breaches of a region or an industry: reported to the government, which has them treated (L-25)."""
