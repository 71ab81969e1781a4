"""Sentences that are too long leave whole clauses out, and are not cut in a word."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from ui import theme
from ui.drawing.finding import Finding, wrapped
from ui.drawing.lettering import clauses, whole, width_of

SENTENCE = "Random: 64 values of each; a grid only 4. 32,000 steps in all."


@pytest.mark.parametrize(
    ("text", "shorter"),
    [
        (SENTENCE, [SENTENCE, "Random: 64 values of each; a grid only 4.", "Random: 64 values of each."]),
        ("α 0.1 · m 64", ["α 0.1 · m 64", "α 0.1"]),
        ("0.5 of it", ["0.5 of it"]),
        ("", []),
    ],
)
def test_clauses_go_from_the_end(text: str, shorter: list[str]) -> None:
    assert list(clauses(text)) == shorter


def test_as_many_clauses_as_fit(qapp: QApplication) -> None:  # noqa: ARG001 - fonts need one
    font = theme.font()
    for said in clauses(SENTENCE):
        assert whole(SENTENCE, font, width_of(said, font) + 1) == said
    assert whole(SENTENCE, font, 60).endswith("…"), "one clause alone is shortened"
    assert whole("", font, 60) == ""


def test_two_lines_hold_whole_clauses(qapp: QApplication) -> None:  # noqa: ARG001
    font = theme.font()
    for width in range(150, 500, 7):
        lines = wrapped(SENTENCE, font, width, 2)
        assert " ".join(lines) in list(clauses(SENTENCE))
        assert all(width_of(line, font) <= width for line in lines)


def test_a_headline_is_written_smaller_before_it_is_cut(qapp: QApplication) -> None:  # noqa: ARG001
    finding = Finding()
    finding.say("22 + 22 + 20 = 64 trials", SENTENCE)
    sizes = [finding._large(2.2, width).pointSizeF() for width in (600, 220, 190, 20)]
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == 4
    assert sizes[-1] == theme.font(1.0).pointSizeF(), "never smaller than other text"
