"""Covariate shift."""
