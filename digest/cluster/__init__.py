"""Which articles tell of the same event, across sources and languages. No fetching, no ranking, no database."""
