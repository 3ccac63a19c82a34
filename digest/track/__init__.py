"""What comes back: reports that are read, the causes they tell, and what follows for an address."""
