"""Inputs of the next layer over time."""
