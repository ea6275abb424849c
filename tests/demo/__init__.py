"""The demonstration, `make demo`: the service, its worker and the practice LMS together, with one address."""
