"""How much each hyperparameter mattered."""
