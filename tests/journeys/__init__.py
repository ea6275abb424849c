"""Journeys of people through the whole service: a real browser, the real processes, and the practice LMS."""
