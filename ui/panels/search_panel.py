"""What every panel of the search is: a reader of the lab that has a widget."""

from __future__ import annotations

from simulator.search.board import Mirror
from ui.panels.lab import Lab
from ui.panels.standalone import StandalonePanel


class SearchPanel(StandalonePanel):
    """A picture of a search, which the lab tells of.

    A subclass draws in `show_lab`, and in `attended` what is attended to; both may be called before there
    is any study (`mirror` is None then).
    """

    def __init__(self) -> None:
        super().__init__()
        self.lab = Lab(self)

    @property
    def mirror(self) -> Mirror | None:
        """The study that is looked at."""
        return self.lab.mirror

    def join(self, lab: Lab) -> None:
        """Share a lab with other panels."""
        self.lab = lab
        lab.attended.connect(self._attend)
        self.look()

    def look(self) -> None:
        """Show the lab as it is now."""
        mirror = self.mirror
        if mirror is not None:
            study = mirror.study
            self.caption = f"{study.dataset.name} · {len(study.trials):,} trials · seed {study.plan.seed}"
        self.show_lab()

    def show_lab(self) -> None:
        """Draw the study that is looked at."""
        raise NotImplementedError

    def attended(self) -> None:
        """Draw which trials are attended to, on what is drawn already."""

    def _attend(self) -> None:
        if not self.widget.isHidden():
            self.attended()
