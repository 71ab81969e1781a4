"""The network: what every unit answers over the plane, and every weight between them, to be edited."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QVBoxLayout, QWidget

from simulator.commands import SetParameter
from simulator.snapshot import Parameters, ParametersView, Probe, Snapshot, UnitMaps
from ui.drawing.footnote import Footnote
from ui.drawing.names import names_for
from ui.panels.network.layout import Edge, Unit
from ui.panels.network.parameter_editor import Address, ParameterEditor, name_of
from ui.panels.network.view import MOST_EDGES, NetworkView
from ui.panels.panel import Panel
from ui.tables import Table, empty_table

_KEY = "Lines: weights, the thicker the stronger; orange is positive, blue negative. Click one to edit it."


class NetworkPanel(Panel):
    """Units as activation maps in columns, weights as lines between them."""

    key = "network"
    title = "Network"
    about = "Squares: activations over the plane. Lines: weights."
    claims = ("X1", "X5", "B6", "B7")

    def __init__(self) -> None:
        super().__init__()
        self._parameters: ParametersView | None = None
        self._maps = UnitMaps()
        self._view, self._note = NetworkView(), Footnote()
        self.widget = QWidget()
        column = QVBoxLayout(self.widget)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._view, 1)
        column.addWidget(self._note)
        self._editor = ParameterEditor(self.widget)
        self._editor.edited.connect(self._edit)
        self._view.pointed.connect(self._read)
        self._view.clicked.connect(self._click)
        self._note.say(_KEY)
        self.apply_theme()

    def probes(self) -> frozenset[Probe]:
        return frozenset({Parameters(), self._maps})

    def show(self, snapshot: Snapshot) -> None:
        parameters, maps = snapshot.views.get(Parameters()), snapshot.views.get(self._maps)
        if parameters is not None:
            self._follow(parameters, snapshot)
        if maps is not None:
            self._view.images.show(maps.layers)
            self._view.update()

    def clear(self) -> None:
        self._parameters = None
        self._editor.close_()
        self._view.clear()

    def settle(self) -> None:
        self._view.settle()

    def numbers(self) -> Table:
        headers = ("parameter", "unit", "from unit", "value")
        if self._parameters is None:
            return empty_table(*headers)
        rows = [
            (name, index[0], index[1] if name.startswith("W") else None, float(value))
            for name, array in self._parameters.arrays.items()
            for index, value in np.ndenumerate(array)
        ]
        return Table(headers, tuple(np.array(column, dtype=object) for column in zip(*rows, strict=True)))

    def apply_theme(self) -> None:
        self._view.apply_theme()
        self._note.update()

    def _follow(self, view: ParametersView, snapshot: Snapshot) -> None:
        if self._parameters is not None and view.sizes != self._parameters.sizes:
            self._editor.close_()
        self._parameters = view
        features = names_for(snapshot.data.features, view.sizes[0], "feature")
        self._view.show_network(view.sizes, features, names_for(snapshot.data.class_names, view.sizes[-1]))
        weights = [view.arrays[f"W{layer}"].ravel() for layer in range(1, len(view.sizes))]
        self._view.show_weights(np.concatenate(weights))
        self._editor.follow(view.arrays)
        count = sum(map(len, weights))
        capped = f"The {MOST_EDGES:,} strongest of {count:,} weights are drawn. "
        self._note.say((capped if count > MOST_EDGES else "") + _KEY)

    def _addresses(self, thing: Unit | Edge | None) -> list[Address]:
        """The parameters that belong to a unit or an edge."""
        if self._parameters is None or thing is None:
            return []
        if isinstance(thing, Edge):
            return [(f"W{thing.layer}", (thing.row, thing.column))]
        names = (f"{stem}{thing.layer}" for stem in ("b", "gamma", "beta"))
        return [(name, (thing.index, 0)) for name in names if name in self._parameters.arrays]

    def _read(self, thing: Unit | Edge | None) -> None:
        arrays = self._parameters.arrays if self._parameters else {}
        values = [f"{name_of(a)} = {arrays[a[0]][a[1]]:.4g}" for a in self._addresses(thing)]
        if isinstance(thing, Unit):
            values.insert(0, f"{'input' if thing.layer == 0 else f'layer {thing.layer}'}, unit {thing.index}")
        elif isinstance(thing, Edge):
            kind = f"unit {thing.column} of layer {thing.layer - 1}"
            before = kind if thing.layer > 1 else f"input {thing.column}"
            values.append(f"from {before} to unit {thing.row} of layer {thing.layer}")
        self._note.whisper(" · ".join(values))

    def _click(self, thing: Unit | Edge | None, near: QPointF) -> None:
        addresses = self._addresses(thing)
        if addresses and self._parameters is not None:
            self._editor.open(self._parameters.arrays, addresses, near)
        else:
            self._editor.close_()

    def _edit(self, name: str, index: tuple[int, ...], value: float) -> None:
        self.command.emit(SetParameter(name, index, value))
