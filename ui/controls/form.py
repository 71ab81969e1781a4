"""The form at the left of the window: every hyperparameter under the heading of its group."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QSize, Qt, QTimer, Signal
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
from simulator.specs import Spec
from ui import icons, theme
from ui.controls.control import Control, RestartMark
from ui.controls.kinds import control_for

WIDTH = 340
_FOLDED = ("regularisation", "reproducibility")
_AT_ONCE = tuple(GROUPS)[:4]  # as much of the form as shows at first


class HyperparameterForm(QWidget):
    """All of `TABLE`; `changed` carries what a hand did, `show_config` what the engine says.

    What is further down is built by `furnish`, a row each turn of the event loop, or when it is asked for.
    """

    changed = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controls: dict[str, Control] = {}
        self._late = [spec for spec in TABLE.values() if spec.group not in _AT_ONCE]
        self._config, self._labels = None, ()
        self._building = QTimer(self, interval=0, timeout=self._build_next)
        self.sections = {group: Section(title, group not in _FOLDED) for group, title in GROUPS.items()}
        for spec in TABLE.values():
            if spec.group in _AT_ONCE:
                self._add(spec)
        self._keep_weights = QCheckBox("Keep weights that still fit")
        column = QVBoxLayout(self, spacing=0)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._make_scroll_area(), 1)
        column.addWidget(self._make_footer())

    _config: Config | None
    _labels: Sequence[str]

    @property
    def controls(self) -> dict[str, Control]:
        """Every row, by its hyperparameter's name."""
        while self._late:
            self._build_next()
        return self._controls

    @property
    def is_complete(self) -> bool:
        """Whether every row is there."""
        return not self._late

    def furnish(self) -> None:
        """Build the rows that are not there yet, one by one."""
        if self._late:
            self._building.start()

    def offer_labels(self, columns: Sequence[str]) -> None:
        """The columns to pick a label from; none where they are not known."""
        self._labels = columns
        if "label" in self._controls:
            self._controls["label"].offer(columns)

    @property
    def keep_weights(self) -> bool:
        """Whether a restart keeps the weights of layers whose shape did not change."""
        return self._keep_weights.isChecked()

    def show_config(self, config: Config) -> None:
        """Show every value of `config`, silently."""
        self._config = config
        for control in self._controls.values():
            control.show_config(config)

    def _build_next(self) -> None:
        self._add(self._late.pop(0))
        if not self._late:
            self._building.stop()
            self._fit()
            self._put_tabs_in_order()

    def _add(self, spec: Spec) -> None:
        control = self._controls[spec.name] = control_for(spec)
        control.changed.connect(self.changed)
        self.sections[spec.group].add(control)
        if self._config is not None:
            control.show_config(self._config)
        if spec.name == "label":
            self.offer_labels(self._labels)

    def _put_tabs_in_order(self) -> None:
        """From top to bottom: a row that comes late has its turn after all of the window otherwise."""
        sections = self.sections.values()
        widgets = [w for s in sections for w in (s.heading, *s.rows.findChildren(QWidget))]
        here = [w for w in widgets if w.window() is self.window()]  # a combo box's list is not
        reached = [w for w in here if w.focusPolicy() & Qt.FocusPolicy.TabFocus]
        for one, other in pairwise(reached):
            QWidget.setTabOrder(one, other)

    def _fit(self) -> None:
        self._area.setMinimumWidth(max(WIDTH, self._area.widget().minimumSizeHint().width() + theme.SPACE))

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
        self._area = area
        self._fit()
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
        self.rows = QWidget()
        self._column = QVBoxLayout(self.rows, spacing=theme.SPACE)
        self._column.setContentsMargins(theme.SPACE, theme.SPACE // 2, theme.SPACE, theme.SPACE)
        column = QVBoxLayout(self, spacing=0)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.heading)
        column.addWidget(self.rows)
        self.heading.toggled.connect(self._fold)
        self._fold(unfolded)

    def add(self, control: Control) -> None:
        """Put a row at the end."""
        self._column.addWidget(control)

    def _fold(self, unfolded: bool) -> None:
        self.rows.setVisible(unfolded)
        icons.wear(self.heading, "chevron-down" if unfolded else "chevron-right", "muted")
