"""News Digest: collects the day's news by topic and mails it as a digest people are glad to open."""
