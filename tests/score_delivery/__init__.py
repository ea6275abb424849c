"""Tests of score delivery: its rules alone, and the whole of it against a scripted LMS."""
