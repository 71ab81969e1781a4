"""What the learning panels ask for: each file holds a probe, its view, and how a run answers it."""
