"""Collecting: from feed and page bytes to entries and articles. No network here."""
