"""Trials as lines across one axis a hyperparameter."""
