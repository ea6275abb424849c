"""The workshop day, tested."""
