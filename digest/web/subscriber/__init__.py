"""The reader's pages, one file for each errand. Importing it gives both doors all their pages."""

from digest.web.subscriber import archive, confirm, home, leave, mine, preferences, subscribe
from digest.web.subscriber.doors import private, public

__all__ = ["archive", "confirm", "home", "leave", "mine", "preferences", "private", "public", "subscribe"]
