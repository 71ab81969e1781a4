"""The captions of pictures in a folder: what each shows, and of which run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from simulator.provenance import Provenance
from ui.export_order import BOOK, Order
from ui.panels.panel import Panel
from ui.picture_words import software


def captions(order: Order, panels: Sequence[Panel], origins: Mapping[str, Provenance]) -> str:
    """All captions as plain Markdown. A recipe stands under the first panel that shows its run."""
    said: dict[str, str] = {}
    parts = [_caption(order, panel, origins[panel.key], said) for panel in panels]
    return "\n".join([f"# Pictures by {software()}", "", *parts])


def _caption(order: Order, panel: Panel, origin: Provenance, said: dict[str, str]) -> str:
    files = [f"{panel.key}{suffix}" for suffix in order.suffixes]
    files += [BOOK] if "book" in order.formats else []
    known = [
        ("Shown", panel.caption),
        ("Claims", ", ".join(panel.claims)),
        *origin.words,
        ("Files", ", ".join(files)),
    ]
    lines = [f"## {panel.title}", "", panel.about, ""]
    lines += [f"- {name}: {_plain(text)}" for name, text in known if text]
    lines += [f"- {_recipe(panel, origin, said)}", ""]
    return "\n".join(lines)


def _recipe(panel: Panel, origin: Provenance, said: dict[str, str]) -> str:
    if not origin.recipe:
        return f"No recipe: {_plain(origin.why_not)}"
    first = said.setdefault(origin.recipe, panel.title)
    if first != panel.title:
        return f"Recipe: that of {first}"
    return f"Recipe, for File › Paste recipe:\n\n      {origin.recipe}"


def _plain(text: str) -> str:
    """On one line, whatever a data set is called."""
    return " ".join(text.split())
