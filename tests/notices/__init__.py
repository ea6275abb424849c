"""Notices: what waits for whom, and the mail once a week."""
