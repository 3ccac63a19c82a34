"""From stories to an edition: which count as news, in what order, under which topic, and on which day."""
