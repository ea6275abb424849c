"""What the participant keeps: their work gathered, what of it they hand over, and the documents made of it."""
