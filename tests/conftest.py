"""The engine's tests run as the engine does, on one BLAS thread: imported before NumPy, it sees to that."""

import simulator  # noqa: F401
