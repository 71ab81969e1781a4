"""How fast Batchscope is, held against its targets and against PyTorch on the same machine."""

import os

# Before NumPy or PyTorch is imported: both sides of every comparison compute on one thread.
for _library in ("OPENBLAS", "MKL", "OMP"):
    os.environ[f"{_library}_NUM_THREADS"] = "1"
