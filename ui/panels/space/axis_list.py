"""All hyperparameters that a search may vary, under the course's tiers (claim T1)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from simulator.hyperparameters import GROUPS, TABLE, Config
from simulator.search.space import VARIABLE, Axis
from ui import theme
from ui.controls.form import Section
from ui.panels.space.axis_row import AxisRow

_UNFOLDED = ("tier 1", "tier 2", "tier 3")
_LEAST = 48


class AxisList(QScrollArea):
    """A row each, under what belongs above them; the chosen ones are the axes of the space, by tier."""

    changed = Signal()

    def __init__(self, above: QWidget) -> None:
        super().__init__(widgetResizable=True)
        self.rows = {name: AxisRow(name) for name in VARIABLE}
        groups = [group for group in GROUPS if any(TABLE[name].group == group for name in VARIABLE)]
        self.sections = {group: Section(GROUPS[group], group in _UNFOLDED) for group in groups}
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(above)
        for section in self.sections.values():
            section.rows.layout().setSpacing(theme.SPACE // 2)
            column.addWidget(section)
        for name, row in self.rows.items():
            self.sections[TABLE[name].group].rows.layout().addWidget(row)
            row.changed.connect(self.changed)
        column.addStretch(1)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(page)

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST, _LEAST)

    @property
    def chosen(self) -> list[AxisRow]:
        """Rows of what is searched."""
        return [row for row in self.rows.values() if row.chosen]

    def axes(self) -> tuple[Axis, ...]:
        """What is chosen. Raises the first ValueError, after every row has said its own."""
        found, errors = [], []
        for row in self.chosen:
            try:
                found.append(row.axis())
            except ValueError as error:
                errors.append(error)
        if errors:
            raise errors[0]
        return tuple(found)

    def show_axes(self, axes: Sequence[Axis]) -> None:
        """Show those of a plan; a folded tier with one of them unfolds."""
        known = {axis.name: axis for axis in axes}
        for name, row in self.rows.items():
            row.show_axis(known.get(name))
            if name in known:
                self.sections[TABLE[name].group].heading.setChecked(True)

    def show_live(self, config: Config) -> None:
        """Mark what the live model has."""
        for row in self.rows.values():
            row.show_live(config)

    def note(self, remarks: Sequence[str]) -> None:
        """Say at the rows which of them change nothing."""
        for row in self.rows.values():
            title = f"{row.draft.spec.title}: "
            row.note(next((r.removeprefix(title).capitalize() for r in remarks if r.startswith(title)), ""))
