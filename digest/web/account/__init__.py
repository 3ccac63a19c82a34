"""Pages of those who work here: signing in, their own account, users, tokens, the audit."""

from digest.web.account import auditing, openid, own, passwords, signing_in, tokens, users

doors = (signing_in.door, passwords.door, openid.door, own.door, users.door, tokens.door, auditing.door)
