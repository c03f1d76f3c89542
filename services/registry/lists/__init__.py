"""What all effective-dated lists share: rows in force from a day on, said once."""
