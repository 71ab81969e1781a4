"""The panels. `PANELS` is the only registry: a panel is one file and one line here."""

from ui.panels.accuracy import AccuracyPanel
from ui.panels.boundary import BoundaryPanel
from ui.panels.confusion import ConfusionPanel
from ui.panels.cost import CostPanel
from ui.panels.mini_batch import MiniBatchPanel
from ui.panels.network import NetworkPanel
from ui.panels.panel import Panel

PANELS: tuple[type[Panel], ...] = (
    BoundaryPanel,
    NetworkPanel,
    CostPanel,
    AccuracyPanel,
    ConfusionPanel,
    MiniBatchPanel,
)
