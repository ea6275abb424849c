"""Where an activity sits in a course page."""
