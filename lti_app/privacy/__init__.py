"""Export, erasure, retention, and the trail of who has looked at whose writing."""
