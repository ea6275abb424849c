"""The outbox: what the LMS must be told, and whether it was."""
