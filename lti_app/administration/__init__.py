"""The programme administrator: who is one, and what one sees and decides."""
