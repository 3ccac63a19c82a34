"""Readers' side of the house: addresses, signed links, opting in, rosters. It sends and stores nothing."""
