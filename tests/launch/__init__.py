"""Letting a person in: the launch at every step."""
