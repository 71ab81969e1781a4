"""The branches of a run: every road that was taken, and what came of each."""
