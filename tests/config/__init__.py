"""Tests of the scripts that run the service."""
