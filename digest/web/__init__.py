"""The web doors: each unpacks a request, calls one service and shows a page. No JavaScript, no cookie."""
