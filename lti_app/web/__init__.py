"""The shared front door: who may enter, security headers, error pages, templates and static files."""
