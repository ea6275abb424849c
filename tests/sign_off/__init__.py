"""Tests of the line manager's word."""
