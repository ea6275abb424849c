"""The tests, in the folders of what they test, and what they share: builders, a practice LMS, the demo."""
