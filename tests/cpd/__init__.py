"""Tests of the records of professional development."""
