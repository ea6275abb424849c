"""Documents that people keep: how a PDF is set from a template, with the one font that is shipped for it."""
