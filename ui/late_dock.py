"""A dock that has its place and its header before its panel is there."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.panels.frame import PanelDock
from ui.panels.panel import Panel


class LateDock(PanelDock):
    """Stands empty until `hold` gives it the panel of the kind it was made for."""

    def __init__(self, kind: type[Panel]) -> None:
        super().__init__(_Promise(kind))  # type: ignore[arg-type]  # all of a panel that a header reads
        self.kind = kind
        self.titleBarWidget().setEnabled(False)  # there is nothing to export yet

    def hold(self, panel: Panel) -> None:
        empty = self.widget()
        super().hold(panel)
        self.titleBarWidget().setEnabled(True)
        if empty is not None:
            empty.deleteLater()


class _Promise:
    """A panel's words and an empty surface."""

    def __init__(self, kind: type[Panel]) -> None:
        self.key, self.title, self.about = kind.key, kind.title, kind.about
        self.widget = QWidget()
