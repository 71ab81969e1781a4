"""The form at the left of the window: every hyperparameter under the heading of its group."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from simulator.hyperparameters import GROUPS, TABLE, Config
from ui import icons, theme
from ui.controls.control import Control, RestartMark
from ui.controls.kinds import control_for

WIDTH = 340
_FOLDED = ("regularisation", "reproducibility")


class HyperparameterForm(QWidget):
    """All of `TABLE`; `changed` carries what a hand did, `show_config` what the engine says."""

    changed = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.controls: dict[str, Control] = {name: control_for(spec) for name, spec in TABLE.items()}
        self.sections = {group: Section(title, group not in _FOLDED) for group, title in GROUPS.items()}
        for control in self.controls.values():
            self.sections[control.spec.group].add(control)
            control.changed.connect(self.changed)
        self._keep_weights = QCheckBox("Keep weights that still fit")
        column = QVBoxLayout(self, spacing=0)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._make_scroll_area(), 1)
        column.addWidget(self._make_footer())

    @property
    def keep_weights(self) -> bool:
        """Whether a restart keeps the weights of layers whose shape did not change."""
        return self._keep_weights.isChecked()

    def show_config(self, config: Config) -> None:
        """Show every value of `config`, silently."""
        for control in self.controls.values():
            control.show_config(config)

    def _make_scroll_area(self) -> QScrollArea:
        page = QWidget()
        rows = QVBoxLayout(page, spacing=theme.SPACE)
        rows.setContentsMargins(theme.SPACE, theme.SPACE, theme.SPACE, theme.SPACE)
        for section in self.sections.values():
            rows.addWidget(section)
        rows.addStretch(1)
        area = QScrollArea(widgetResizable=True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(page)
        area.setMinimumWidth(max(WIDTH, page.minimumSizeHint().width() + theme.SPACE))
        return area

    def _make_footer(self) -> QWidget:
        self._keep_weights.setToolTip(
            "When a change restarts the network, layers whose shape stays keep their weights."
        )
        legend = QLabel("restarts")
        legend.setProperty("role", "muted")
        footer = QFrame()
        row = QHBoxLayout(footer, spacing=theme.SPACE // 2)
        row.setContentsMargins(2 * theme.SPACE, theme.SPACE, 2 * theme.SPACE, theme.SPACE)
        row.addWidget(self._keep_weights)
        row.addStretch(1)
        row.addWidget(RestartMark())
        row.addWidget(legend)
        return footer


class Section(QWidget):
    """A heading that folds the rows under it."""

    def __init__(self, title: str, unfolded: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = QToolButton(text=title, checkable=True, checked=unfolded)
        self.heading.setProperty("role", "heading")
        self.heading.setFont(theme.font(bold=True))
        self.heading.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.heading.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.heading.setIconSize(QSize(12, 12))
        self._rows = QWidget()
        self._column = QVBoxLayout(self._rows, spacing=theme.SPACE)
        self._column.setContentsMargins(theme.SPACE, theme.SPACE // 2, theme.SPACE, theme.SPACE)
        column = QVBoxLayout(self, spacing=0)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.heading)
        column.addWidget(self._rows)
        self.heading.toggled.connect(self._fold)
        self._fold(unfolded)

    def add(self, control: Control) -> None:
        """Put a row at the end."""
        self._column.addWidget(control)

    def _fold(self, unfolded: bool) -> None:
        self._rows.setVisible(unfolded)
        icons.wear(self.heading, "chevron-down" if unfolded else "chevron-right", "muted")
