"""Classifying: which topics an article is about, and why. No I/O beyond the terms it is given."""
