"""The captions of pictures in a folder: of which runs they are, said once, and what each shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from simulator.provenance import Provenance
from ui.export_order import BOOK, Order
from ui.panels.panel import Panel
from ui.picture_words import software


def captions(order: Order, panels: Sequence[Panel], origins: Mapping[str, Provenance]) -> str:
    """All captions as plain Markdown, under the runs and searches that they are of."""
    known = _named(panels, origins)
    parts = [_origin(name, origin) for name, origin in known]
    parts += [_caption(order, panel, origins[panel.key], known) for panel in panels]
    return "\n".join([f"# Pictures by {software()}", "", *parts])


def _named(panels: Sequence[Panel], origins: Mapping[str, Provenance]) -> list[tuple[str, Provenance]]:
    """The different runs and searches, in the panels' order: "Run", "Search", "Run 2"."""
    known: list[tuple[str, Provenance]] = []
    for origin in (origins[panel.key] for panel in panels):
        if origin.words and all(origin != other for _, other in known):
            kind = "Search" if origin.step is None else "Run"
            count = 1 + sum(name.startswith(kind) for name, _ in known)
            known.append((kind if count == 1 else f"{kind} {count}", origin))
    return known


def _origin(name: str, origin: Provenance) -> str:
    lines = [f"## {name}", "", *(f"- {what}: {_plain(text)}" for what, text in origin.words)]
    if origin.recipe:
        lines.append(f"- Recipe, for File › Paste recipe:\n\n      {origin.recipe}")
    else:
        lines.append(f"- No recipe: {_plain(origin.why_not)}")
    return "\n".join([*lines, ""])


def _caption(order: Order, panel: Panel, origin: Provenance, known: Sequence[tuple[str, Provenance]]) -> str:
    files = [f"{panel.key}{suffix}" for suffix in order.suffixes]
    files += [BOOK] if "book" in order.formats else []
    of = next((name for name, other in known if other == origin), "")
    said = f"{of}: {panel.caption}" if of and panel.caption else panel.caption or of or origin.why_not
    shown = _sentence(said)
    return "\n".join(
        [f"## {panel.title}", "", f"{panel.about} {shown}", "", f"Files: {', '.join(files)}", ""]
    )


def _sentence(text: str) -> str:
    plain = _plain(text).rstrip(".")
    return f"{plain[:1].upper()}{plain[1:]}."


def _plain(text: str) -> str:
    """On one line, whatever a data set is called."""
    return " ".join(text.split())
