"""Use cases. Each service is told what it needs; doors call one method and show the result."""
