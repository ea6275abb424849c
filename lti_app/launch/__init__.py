"""Letting a person in."""
