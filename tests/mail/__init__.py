"""Mail: what may be sent, that it is sent once, and what is left of it afterwards."""
