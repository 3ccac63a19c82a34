"""The world of mail: relays, Maildirs, sinks and a relay's log. It decides nothing about deliveries."""
