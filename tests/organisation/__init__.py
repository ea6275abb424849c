"""Tenants, registrations, commands."""
