"""The audit trail, of who did what and has looked at whose writing; what in a text may identify somebody."""
