"""What offices write into sheets and records: titles of columns, words for codes, days."""
