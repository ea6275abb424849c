"""What the trainer sees."""
