"""A pack shown to its authors as participants would see it, in every state of a page, with a live reload."""
