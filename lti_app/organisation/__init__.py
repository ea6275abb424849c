"""Tenants: which LMS may launch, for whom, and the keys the tool signs with."""
