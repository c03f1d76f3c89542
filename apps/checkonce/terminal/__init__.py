"""What all commands share: whom they speak to, and how they print."""
