"""What is taught: the frozen model of a programme, and the reader and checker of the packs that it is written in."""
