"""The protocol, and only it: LTI 1.3 Advantage as values in and values out, with no database and no Flask."""
