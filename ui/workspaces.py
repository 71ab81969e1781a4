"""The workspaces: named arrangements of panels, which are named by their keys: no Qt is needed here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """Panels side by side: each cell is a panel's key, or several that share it as tabs.

    `widths` and the `height` are shares.
    """

    height: int
    cells: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True)
class Workspace:
    """One arrangement, under its name on the command line and in the window."""

    key: str
    title: str
    rows: tuple[Row, ...]


WORKSPACES = (
    Workspace(
        "train",
        "Train",
        (
            Row(58, (("boundary",), ("network",)), (50, 50)),
            Row(42, (("cost",), ("accuracy", "confusion"), ("mini_batch",)), (46, 26, 28)),
        ),
    ),
)
