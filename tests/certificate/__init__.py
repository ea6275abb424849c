"""Tests of the certificate: the rule, issuing and withdrawing, the document, the badge, and its pages."""
