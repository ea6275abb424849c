"""Documents that people keep: a PDF set from a template with the one font shipped for it, or a Word document."""
