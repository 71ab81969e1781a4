"""Whole numbers of a plan as a person types them; how many there may be, the plan itself says."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt

from simulator.specs import Spec
from ui.controls.entry import Entry


@dataclass(frozen=True, kw_only=True)
class Count(Spec):
    """A whole number, whatever it is."""

    def parse(self, text: str) -> int:
        try:
            return int(text.strip().replace("−", "-").replace(",", "").replace("\u202f", ""))
        except ValueError:
            raise ValueError(f"{self.name} must be a whole number, got {text.strip()[:40]!r}.") from None

    def format(self, value: int) -> str:
        return str(value)


def count_entry(name: str, title: str, default: int, doc: str, width: int = 64) -> Entry:
    """A field for such a number."""
    entry = Entry(Count(name=name, title=title, group="", default=default, live=True, doc=doc))
    entry.setFixedWidth(width)
    entry.setMaxLength(12)
    entry.setAlignment(Qt.AlignmentFlag.AlignRight)
    entry.setToolTip(doc)
    entry.show_value(default)
    return entry
