"""The tests, in the folders of what they test, with what they share: builders, a practice LMS, a demonstration."""
