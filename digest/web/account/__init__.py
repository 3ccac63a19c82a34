"""Pages of those who work here: signing in, their own account, users."""
