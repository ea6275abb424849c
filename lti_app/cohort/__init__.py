"""Who, together, when."""
