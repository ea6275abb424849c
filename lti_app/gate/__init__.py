"""Open or not, and why."""
