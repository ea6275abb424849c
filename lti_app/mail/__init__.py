"""Letters by e-mail: an outbox in the database, and the worker that hands it to SMTP or GOV.UK Notify."""
