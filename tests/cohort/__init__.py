"""Who, together: roles."""
