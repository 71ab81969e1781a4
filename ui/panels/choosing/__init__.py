"""How to choose a framework."""
