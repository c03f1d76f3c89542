"""The files that facts of whistle name: photographs, recordings, papers."""
