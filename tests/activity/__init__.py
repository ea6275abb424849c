"""Whether tasks are done, kept, completed and shown as they should be."""
