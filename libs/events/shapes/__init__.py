"""What does not fit a type, said in Chinese and English to whoever sent it."""
