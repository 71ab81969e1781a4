"""The engine: networks that train, in NumPy, with no Qt anywhere.

From the ground up: `scales` and `hyperparameters` declare every number a person may turn;
`datasets`, `preprocessing` and `one_hot` make the examples; `parameters`, `layers`, `losses` and
`network` are the model, `optimizers` and `schedules` its teacher, `metrics` its marks. `run` ties one
training run together and is the only thing that changes; `snapshot` and `commands` are the frozen
messages that cross into and out of the process of `engine`.
"""

import os

# Before NumPy is imported: networks this small gain nothing from a second BLAS thread, and the
# window needs the other core.
for _library in ("OPENBLAS", "MKL", "OMP"):
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")
