"""What is looked at before a mail goes out, one module a subject. Each takes a Proof and gives Findings; none mends."""
