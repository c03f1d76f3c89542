"""The pages people see: an ordinary client of the six HTTP APIs."""
