"""HTTP: how feeds and pages are fetched from servers that nobody vouches for."""
