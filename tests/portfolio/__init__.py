"""Tests of lti_app/portfolio/."""
