"""The certificate of completion: what is missing for it, issuing and withdrawing it, its PDF, public page and badge."""
