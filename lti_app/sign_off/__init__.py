"""The line manager's word: naming and confirming them, links, the desk, entry check, agreement, verification."""
