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

    @property
    def keys(self) -> list[str]:
        """Of its panels."""
        return [key for row in self.rows for cell in row.cells for key in cell]


WORKSPACES = (
    Workspace(
        "train",
        "Train",
        (
            Row(58, (("boundary",), ("network",)), (50, 50)),
            Row(42, (("cost", "branches"), ("accuracy", "confusion"), ("mini_batch",)), (46, 26, 28)),
        ),
    ),
    Workspace(
        "batch_norm",
        "Batch norm",
        (
            Row(52, (("histograms",), ("gamma_beta", "bias")), (58, 42)),
            Row(48, (("drift", "noise"), ("twin_cost", "reach"), ("covariate", "contours")), (34, 33, 33)),
        ),
    ),
    Workspace(
        "test_time",
        "Test time",
        (
            Row(54, (("averages",), ("company",)), (52, 48)),
            Row(46, (("boundary",), ("warm_up",)), (44, 56)),
        ),
    ),
    Workspace(
        "softmax",
        "Softmax",
        (
            Row(54, (("softmax",), ("boundaries", "boundary")), (54, 46)),
            Row(46, (("one_hot",), ("log_loss", "sigmoid")), (60, 40)),
        ),
    ),
    Workspace(
        "scales",
        "Scales",
        (
            Row(52, (("decades",), ("momentum_scale",)), (48, 52)),
            Row(48, (("sampler",), ("smoothing",)), (48, 52)),
        ),
    ),
    Workspace(
        "search",
        "Search",
        (
            Row(56, (("space",), ("wall", "cubs"), ("scatter", "race")), (28, 36, 36)),
            Row(44, (("progress",), ("trials", "parallel"), ("importance",)), (28, 44, 28)),
        ),
    ),
    Workspace(
        "frameworks",
        "Frameworks",
        (Row(100, (("code",), ("agreement", "differences", "choosing")), (58, 42)),),
    ),
)
