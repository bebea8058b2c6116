"""Answers posted through platforms' own interfaces; one file for each platform."""
