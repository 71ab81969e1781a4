"""One mini-batch, stage by stage, in equations."""
