"""A trainer reads what is submitted."""
