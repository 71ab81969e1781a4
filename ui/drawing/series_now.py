"""A run's series up to the very step of a snapshot: its marks are some steps apart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simulator.snapshot import Series, Snapshot

_NAMES = ("cost_train", "cost_dev", "accuracy_train", "accuracy_dev")


def series_now(snapshot: Snapshot) -> Series:
    """The series, ending in the snapshot's own costs: a weight edited by hand changes those of a mark too."""
    series, now = snapshot.series, {name: getattr(snapshot, name) for name in _NAMES}
    if np.isnan(list(now.values())).all():
        return series
    for split in ("train", "dev"):
        if np.isnan(now[f"cost_{split}"]):  # answers that are no numbers have no most probable class
            now[f"accuracy_{split}"] = np.nan
    keep = int(np.searchsorted(series.at, snapshot.step))
    columns = {name: np.append(getattr(series, name)[:keep], value) for name, value in now.items()}
    return replace(series, at=np.append(series.at[:keep], snapshot.step), **columns)
