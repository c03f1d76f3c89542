"""What compose needs beside its file."""
