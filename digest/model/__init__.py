"""The nouns of the house: frozen values, standard library only. No behaviour that needs the world."""
