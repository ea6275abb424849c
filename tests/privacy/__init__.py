"""Privacy, tested."""
