"""How the search stands."""
