"""An invented news day: sources, articles and the loopback site that serves them, for the demo and for tests."""
