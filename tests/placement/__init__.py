"""The picker and what it sends back."""
