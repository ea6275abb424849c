"""A trainer reads what is submitted: the queue, feedback, accepted or returned for more work."""
