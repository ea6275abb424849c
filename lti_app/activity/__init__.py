"""Doing it: tasks, drafts, submissions, completion."""
