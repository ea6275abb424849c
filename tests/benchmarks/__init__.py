"""What the service costs, measured beside its yardsticks; `README.md` says how to read it."""
