"""The calendar: which days of a year are off, by the State Council's notice."""
