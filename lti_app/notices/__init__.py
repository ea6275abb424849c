"""What waits for whom, on their first page and, where they choose, in a mail once a week."""
