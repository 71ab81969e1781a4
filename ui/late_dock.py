"""A dock that has its place and its header before its panel is there."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
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
        """Show the panel, from now on."""
        empty = self.widget()
        self.panel = panel
        panel.widget.setBackgroundRole(QPalette.ColorRole.Base)
        panel.widget.setAutoFillBackground(True)
        for part in (panel.widget, *panel.widget.findChildren(QWidget)):
            if part.focusPolicy() & Qt.FocusPolicy.TabFocus and not part.accessibleName():
                part.setAccessibleName(panel.title)
                part.setAccessibleDescription(panel.about)
        self.setWidget(panel.widget)
        empty.deleteLater()
        self.titleBarWidget().setEnabled(True)


class _Promise:
    """A panel's words and an empty surface."""

    def __init__(self, kind: type[Panel]) -> None:
        self.key, self.title, self.about = kind.key, kind.title, kind.about
        self.widget = QWidget()
