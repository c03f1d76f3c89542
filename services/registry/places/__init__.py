"""Townships and streets, and the areas that enforce them together."""
