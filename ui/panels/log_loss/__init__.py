"""Loss is −log ŷ."""
