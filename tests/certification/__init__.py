"""The launches that must be refused and those that must work, over HTTP with the whole service."""
