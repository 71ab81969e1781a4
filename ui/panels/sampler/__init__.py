"""Any hyperparameter on any scale."""
