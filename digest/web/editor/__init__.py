"""The editor's pages, under /desk: what is due today, an edition's stories, the mail as its readers will see it."""

from digest.web.editor import approving, changing, edition, preview, today

doors = (today.door, edition.door, changing.door, approving.door, preview.door)
