"""Every action a person can take from a menu or a key, declared once: the menus and the sheet of
shortcuts read the same table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QWidget

from ui.workspaces import Workspace


@dataclass(frozen=True)
class ActionSpec:
    """An action's name in the code, its words, its menu, its keys; `choice` groups exclusive ones."""

    key: str
    text: str
    menu: str
    shortcuts: tuple[str, ...] = ()
    tip: str = ""
    choice: str = ""
    separator: bool = False
    toggle: bool = False


ACTIONS = (
    ActionSpec("open", "Open…", "File", ("Ctrl+O",), "A run you saved, or a CSV file to learn"),
    ActionSpec("open_last", "Reopen the last run", "File", (), "The run that was on screen when you left"),
    ActionSpec("save", "Save", "File", ("Ctrl+S",), "The run with all its branches", separator=True),
    ActionSpec("save_as", "Save as…", "File", ("Ctrl+Shift+S",), "Under another name"),
    ActionSpec("copy_recipe", "Copy recipe", "File", ("Ctrl+Shift+C",), "This run as one line of text"),
    ActionSpec("paste_recipe", "Paste recipe", "File", ("Ctrl+Shift+V",), "Make the run of a line of text"),
    ActionSpec("export_all", "Export this workspace…", "File", ("Ctrl+E",), "All its pictures and numbers"),
    ActionSpec("record", "Record the window…", "File", ("Ctrl+Shift+R",), "As a film; once more stops it"),
    ActionSpec("quit", "Quit", "File", ("Ctrl+Q",), separator=True),
    ActionSpec("undo", "Undo", "Edit", ("Ctrl+Z",), "Take the last change back, and what came of it"),
    ActionSpec("redo", "Redo", "Edit", ("Ctrl+Y", "Ctrl+Shift+Z"), "Do again what was taken back"),
    ActionSpec("play", "Play / pause", "Run", ("Space",), "Train, or stop training"),
    ActionSpec("step", "Step one mini-batch", "Run", ("Right",), "Train one mini-batch"),
    ActionSpec("step_many", "Step n mini-batches", "Run", ("Shift+Right",), "As many as the box says"),
    ActionSpec("epoch", "Step to the end of the epoch", "Run", ("E",), "Train to the end of the epoch"),
    ActionSpec("back", "Step back one mini-batch", "Run", ("Left",), "As it was a step before"),
    ActionSpec("film", "Play the past as a film", "Run", ("Shift+Space",), "From here to the end"),
    ActionSpec("reset", "Reset to the same weights", "Run", ("R",), "Back to step 0", separator=True),
    ActionSpec("new_seed", "New seed", "Run", ("N",), "Other data, weights and batch order"),
    ActionSpec("equations", "Equations", "View", ("F2",), "Stage by stage", toggle=True),
    ActionSpec("system", "Theme of the system", "View", choice="theme"),
    ActionSpec("light", "Light theme", "View", choice="theme"),
    ActionSpec("dark", "Dark theme", "View", choice="theme"),
    ActionSpec("next_theme", "Other theme", "View", ("Ctrl+T",), "Light or dark"),
    ActionSpec("full_screen", "Full screen", "View", ("F11",), separator=True),
    ActionSpec("default_layout", "Reset the layout", "View", ("Ctrl+Shift+L",), "All panels in place"),
    ActionSpec("shortcuts", "Keyboard shortcuts", "Help", ("F1", "?"), "All keys on one sheet"),
    ActionSpec("about", "About Batchscope", "Help"),
)  # fmt: skip

ELSEWHERE = (
    ("Esc", "Leave full screen, or put a tool down"),
    ("A, M, D", "In the decision boundary: add, move, delete examples"),
    ("K, Backspace", "In Roads taken: better, keep this place; worse, back to the last kept"),
    ("Enter, F2, C, Del", "On a road: go there, rename, compare, delete it"),
    ("[ ]", "In the decision boundary: the previous or next example"),
    ("← → Page Home End", "On the timeline: a step, a tenth of what is in sight, to its ends"),
    ("Wheel, Shift+wheel", "Over the timeline: zoom, pan; double click shows the whole again"),
    ("Tab", "To the next control"),
    ("Enter, Esc", "In a field: keep or drop what was typed"),
    ("← → Page Home End", "On a slider: a little, more, to its ends"),
)
"""Keys that belong to a panel or a control, for the sheet."""


def specs_for(workspaces: Sequence[Workspace]) -> tuple[ActionSpec, ...]:
    """The table with a way to each workspace, where there is more than one."""
    ways = tuple(
        ActionSpec(way_to(w.key), w.title, "Workspace", keys, f"To the workspace {w.title}", "workspace")
        for w, keys in zip(workspaces, [(f"Ctrl+{i}",) for i in range(1, 10)] + [()] * 99, strict=False)
    )
    before_help = [spec.menu for spec in ACTIONS].index("Help")
    return ACTIONS[:before_help] + (ways if len(ways) > 1 else ()) + ACTIONS[before_help:]


def way_to(workspace: str) -> str:
    """The key of the action that opens a workspace."""
    return f"workspace/{workspace}"


def make_actions(parent: QWidget, specs: Sequence[ActionSpec]) -> dict[str, QAction]:
    """A QAction for each entry of a table, by its key."""
    groups: dict[str, QActionGroup] = {}
    actions = {}
    for spec in specs:
        action = QAction(spec.text, parent)
        action.setShortcuts([QKeySequence(keys) for keys in spec.shortcuts])
        keys = f" ({shown(spec)})" if spec.shortcuts else ""
        action.setToolTip(f"{spec.tip or spec.text}{keys}")
        action.setCheckable(bool(spec.choice) or spec.toggle)
        if spec.choice:
            groups.setdefault(spec.choice, QActionGroup(parent)).addAction(action)
        parent.addAction(action)
        actions[spec.key] = action
    return actions


def shown(spec: ActionSpec) -> str:
    """An action's keys as the platform writes them."""
    native = QKeySequence.SequenceFormat.NativeText
    return ", ".join(QKeySequence(keys).toString(native) for keys in spec.shortcuts)
