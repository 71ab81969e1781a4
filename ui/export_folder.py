"""Panels into a folder: their pictures and numbers, a PDF of them all, and the captions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from simulator.provenance import Provenance
from ui import export
from ui.captions import captions
from ui.export_order import BOOK, CAPTIONS, Order
from ui.panels.panel import Panel


def fulfil(order: Order, panels: Sequence[Panel], origins: Mapping[str, Provenance]) -> list[Path]:
    """Write what was ordered; the files that are there already are replaced, each as a whole.

    Raises OSError, in one sentence, where one cannot be written.
    """
    try:
        order.folder.mkdir(exist_ok=True)
    except OSError as error:
        raise OSError(f"Cannot make the folder {order.folder}: {error.strerror}.") from None
    paths = export.export_all(panels, order.folder, order.suffixes, order.scale, order.look, origins)
    if "book" in order.formats:
        paths.append(order.folder / BOOK)
        export.write_whole(paths[-1], export.book(panels, order.look, origins))
    paths.append(order.folder / CAPTIONS)
    export.write_whole(paths[-1], captions(order, panels, origins).encode())
    return paths
