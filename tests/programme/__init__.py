"""The pack reader and checker, and what the pack that comes with the service must hold."""
