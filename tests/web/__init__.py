"""Tests of the shared front door: headers, error pages, static files, templates and the log."""
