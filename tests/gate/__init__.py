"""Whether what is open is decided as it should be."""
