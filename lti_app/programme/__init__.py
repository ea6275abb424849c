"""What is taught: the frozen model of a programme, and the reader and checker of its packs."""
