"""The files that facts of inspection name: photographs, recordings, papers."""
