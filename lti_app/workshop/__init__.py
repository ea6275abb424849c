"""The workshop day: what is given out to a cohort, who was there, and who has been shown what."""
