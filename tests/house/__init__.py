"""The rules of the house, as tests: each failure says which line breaks which rule and what to do instead."""
