"""A program beside the run."""
