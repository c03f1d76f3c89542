"""What may be a crime goes to the police (国务院令第310号)."""
