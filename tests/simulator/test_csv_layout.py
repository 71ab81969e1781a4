"""Delimiter, header, names and label column, as found from a file's first rows."""

from pathlib import Path

import numpy as np
import pytest

from simulator import csv_file
from simulator.csv_layout import DataError

TINY = "a,b,kind\n1,2,x\n3,4,y\n"


@pytest.fixture
def written(tmp_path):
    """Writes text or bytes to data.csv and returns its path."""

    def write(content: str | bytes) -> Path:
        path = tmp_path / "data.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("1,2,0\n3,4,1\n", ("column 1", "column 2", "column 3")),
        ("1,2,x\n3,4,y\n", ("column 1", "column 2", "column 3")),
        ("height,weight,kind\n1,2,0\n3,4,1\n", ("height", "weight", "kind")),
        ("0,1,2\n5.1,3.5,setosa\n4.9,3.0,virginica\n", ("0", "1", "2")),
        (",a,a\n0,1,x\n1,2,y\n", ("column 1", "a", "a (column 3)")),
        ('"length, cm",kind\n1,x\n2,y\n', ("length, cm", "kind")),
        ('"two\nlines",kind\n1,x\n2,y\n', ("two\nlines", "kind")),
    ],
)
def test_names_of_columns(written, text, names):
    assert csv_file.columns(written(text)) == names


@pytest.mark.parametrize("label", ["kind", " kind ", "2", "-1", "−1", ""])
def test_the_label_column_by_name_or_index(written, label):
    assert csv_file.read(written(TINY), label).feature_names == ("a", "b")


def test_a_label_column_in_front(written):
    table = csv_file.read(written("kind,a\nx,1\ny,2\n"), "0")
    np.testing.assert_array_equal(table.X, [[1, 2]])
    assert table.class_names == ("x", "y")


def test_a_name_comes_before_an_index(written):
    table = csv_file.read(written("x,y,0\n5,6,1\n7,8,2\n"), "0")
    assert table.feature_names == ("x", "y")


@pytest.mark.parametrize(
    ("label", "sentence"),
    [
        ("sort", "there is no column 'sort'; there are a, b, kind"),
        ("1.5", "there is no column '1.5'; there are a, b, kind"),
        ("3", r"index must be in \[-3, 2\], got 3"),
        ("-4", r"index must be in \[-3, 2\], got -4"),
    ],
)
def test_a_label_column_that_is_not_there(written, label, sentence):
    with pytest.raises(DataError, match=sentence):
        csv_file.read(written(TINY), label)


def test_the_comma_is_a_decimal_mark_beside_another_delimiter(written):
    """Here commas, too, would split every row into three."""
    table = csv_file.read(written("1,0;2,5;x\n3,0;4,5;y\n"))
    np.testing.assert_array_equal(table.X, [[1, 3], [2.5, 4.5]])
