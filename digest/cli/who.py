"""Who types a command, for the audit: the login name of this machine. It checks nobody."""

import getpass


def typist() -> str:
    """Such as `cli:anna`."""
    try:
        return f"cli:{getpass.getuser()}"
    except (OSError, KeyError):  # a user id without a name, as in a container
        return "cli"
