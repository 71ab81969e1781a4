"""The window's run as a file: opened, saved, remembered, and passed on as a line of text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, SignalInstance
from PySide6.QtGui import QGuiApplication

from simulator import picture_recipe, recipe, run_file
from simulator.commands import Rewind
from simulator.history import Place
from simulator.recipe import Recipe
from simulator.run_file import SUFFIX, Saved
from simulator.snapshot import Snapshot
from ui import file_dialogs

if TYPE_CHECKING:
    from ui.main_window import MainWindow

_KIND = "Batchscope runs"
State = tuple[int, int, object]


class RunFiles(QObject):
    """Saves what the window knows of its run: the whole tree, where one stands, the view and its search."""

    told = Signal(str)
    exchanged = Signal(str)
    """As `told`, where the run before was not saved: it is what was kept as the last."""
    refused = Signal(str)
    leaving = Signal()
    """Another run is about to take the place of the window's."""
    opened = Signal(object)
    """A Saved that the window shows now."""
    named = Signal(str)
    """The path of a file that was opened or saved."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.path: Path | None = None
        self._kept: State | None = None
        self._made = (-1, 0, 0)  # of the run of a recipe: its tree's key, its steps, its changes
        self._is_finished = False
        window.shown.connect(self._finish)

    @property
    def state(self) -> State:
        """Different whenever there is more to be saved."""
        tree = self._window.client.tree
        return tree.key, tree.version, self._place

    @property
    def is_begun(self) -> bool:
        """Whether there is anything to be missed: a step, or a change by hand."""
        tree, place = self._window.client.tree, self._place
        return place is not None and (
            tree.record.end > 0 or len(tree.branches) > 1 or bool(tree.branch.edits)
        )

    @property
    def is_modified(self) -> bool:
        """Whether something was done since it was opened or saved."""
        return self.is_begun and self._kept != self.state and not self.is_as_made

    @property
    def is_as_made(self) -> bool:
        """Whether it is the run of a recipe, and nothing was done with it yet: the recipe makes it again."""
        key, steps, edits = self._made
        tree = self._window.client.tree
        return (
            tree.key == key
            and tree.record.end <= steps
            and len(tree.branches) == 1
            and len(tree.branch.edits) == edits
        )

    def show_title(self) -> None:
        """The file's name in the window's title, marked while there is more to save."""
        title = f"{self.path.name}[*] – batchscope" if self.path is not None else "batchscope"
        if self._window.windowTitle() != title:
            self._window.setWindowTitle(title)
        self._window.setWindowModified(self.path is not None and self.is_modified)

    def saved(self) -> Saved | None:
        """All there is to save, as it is now; None before the first snapshot."""
        place = self._place
        if place is None:
            return None
        return Saved(
            self._window.client.tree.as_now(), place, self._window.view_values(), self._window.studies()
        )

    # Opening --------------------------------------------------------------------------------------

    def open(self, path: Path | str) -> bool:
        """Show the run of a file; False where it cannot be read, and nothing has changed."""
        saved = self.read(path)
        if saved is None:
            return False
        tell = self._teller()
        self.show(saved, Path(path))
        assert self.path is not None
        self.named.emit(str(self.path.resolve()))
        tell.emit(f"Opened {self.path.name} at step {saved.place.step:,}. {saved.note}".strip())
        return True

    def read(self, path: Path | str) -> Saved | None:
        """What is in a file; None where that is refused."""
        try:
            return run_file.read(path)
        except (ValueError, OSError) as error:
            self.refused.emit(_said(error, Path(path)))
            return None

    def show(self, saved: Saved, path: Path | None = None) -> None:
        """Go on with a run that was saved; one without a path is still to be saved by the person."""
        self.leaving.emit()
        self._window.client.open(saved.tree, saved.place)
        self.path, self._kept = path, self.state if path is not None else None
        self.opened.emit(saved)

    def ask_to_open(self) -> None:
        """Let the person choose a run."""
        name = file_dialogs.ask_for_file(self._window, "Open a run", f"{_KIND} (*{SUFFIX})")
        if name:
            self.open(name)

    # Saving ---------------------------------------------------------------------------------------

    def save(self) -> bool:
        """Save to the file it came from or went to; ask for one where there is none."""
        return self.save_as(self.path) if self.path is not None else self.ask_to_save()

    def save_as(self, path: Path | str) -> bool:
        """Save to a file; the one that was there stays beside it as a backup."""
        saved, path, state = self.saved(), Path(path), self.state
        if saved is None:
            return False
        if path.suffix != SUFFIX:
            path = path.with_name(path.name + SUFFIX)
        try:
            run_file.write(path, saved)
        except (ValueError, OSError) as error:
            self.refused.emit(f"Not saved: {_said(error, path)}")
            return False
        self.path, self._kept = path, state
        self.named.emit(str(path.resolve()))
        branches = f"{len(saved.tree.branches)} branches, " if len(saved.tree.branches) > 1 else ""
        self.told.emit(f"Saved {path.name}: {branches}step {saved.place.step:,}.")
        return True

    def ask_to_save(self) -> bool:
        """Let the person choose where to."""
        offered = self.path.name if self.path is not None else ""
        path = file_dialogs.ask_for_name(self._window, "Save the run", offered, _KIND, SUFFIX)
        return path is not None and self.save_as(path)

    # Recipes --------------------------------------------------------------------------------------

    def copy_recipe(self) -> None:
        """The run as one line of text, to the clipboard."""
        client = self._window.client
        if client.place is None:
            return
        try:
            text = recipe.text_of(client.tree, client.place)
        except ValueError as error:
            self.refused.emit(str(error))
            return
        QGuiApplication.clipboard().setText(text)
        self.told.emit(f"Copied {len(text):,} characters: Paste recipe makes the same run elsewhere.")

    def paste_recipe(self) -> None:
        """The run that the line on the clipboard makes."""
        try:
            made = recipe.recipe_of(QGuiApplication.clipboard().text())
        except ValueError as error:
            self.refused.emit(str(error))
            return
        tell = self._teller()
        self._follow(made)
        tell.emit(f"The recipe's run: {made.steps:,} steps are trained again.")

    def open_picture(self, path: Path | str) -> None:
        """The run that made a picture, by the recipe in it."""
        path = Path(path)
        try:
            made = recipe.recipe_of(picture_recipe.text_in(path))
        except (ValueError, OSError) as error:
            said = _said(error, path)
            self.refused.emit(said if path.name in said else f"{path.name}: {said}")
            return
        tell = self._teller()
        self._follow(made)
        self.named.emit(str(path.resolve()))
        tell.emit(f"The run that made {path.name}: {made.steps:,} steps are trained again.")

    @property
    def _place(self) -> Place | None:
        """Where a person stands: not where a recording looks at the moment."""
        return self._window.recording.stood or self._window.client.place

    def _teller(self) -> SignalInstance:
        """Who says that another run took the place of this one; to be asked before it does."""
        return self.exchanged if self.is_modified else self.told

    def _finish(self, snapshot: Snapshot) -> None:
        """The run of a recipe is trained: what was changed where it ends is made, too."""
        _, steps, edits = self._made
        is_there = snapshot.step == steps and snapshot.state != "playing" and len(snapshot.edits) < edits
        if is_there and self.is_as_made and not self._is_finished:
            self._is_finished = True
            self._window.send(Rewind(steps))

    def _follow(self, made: Recipe) -> None:
        self.leaving.emit()
        self.path, self._kept = None, None
        self._window.client.follow(made)
        self._made, self._is_finished = (self._window.client.tree.key, made.steps, len(made.edits)), False


def _said(error: Exception, path: Path) -> str:
    """An error as one sentence; of a file that was written beside it, it names the one that was meant."""
    if isinstance(error, OSError) and error.strerror:
        return f"{path.name}: {error.strerror}."
    return str(error)
