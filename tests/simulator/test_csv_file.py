"""What can be read as CSV, and the sentence for what cannot."""

import contextlib
import csv
import os
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from simulator import csv_file
from simulator.csv_layout import MOST_CHARACTERS, MOST_COLUMNS, DataError
from tests.simulator.damage import mutated_table, table_survives

TINY = "a,b,kind\n1,2,x\n3,4,y\n"


@pytest.fixture
def written(tmp_path):
    """Writes text or bytes to data.csv and returns its path."""

    def write(content: str | bytes) -> Path:
        path = tmp_path / "data.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def rows(*lines):
    return "\n".join(["a,b,kind", *lines])


BAD = {
    "empty": ("", "is empty"),
    "blank lines only": ("\n\n  \n", "is empty"),
    "byte order mark only": (b"\xef\xbb\xbf", "is empty"),
    "header only": ("a,b,kind\n", "holds a header but no examples"),
    "one column": ("a\n1\n2\n", "row 1 must have 2 to 1,000 columns set apart by .*, got 1"),
    "one row": ("1,2,x\n", "column 'column 3' must hold 2 to 20 classes, got only 'x'"),
    "one class": (rows("1,2,x", "3,4,x"), "column 'kind' must hold 2 to 20 classes, got only 'x'"),
    "21 classes": (
        rows(*(f"1,2,c{k}" for k in range(21))),
        "column 'kind' must hold 2 to 20 classes, got 21\\.$",
    ),
    "a measurement as label": (
        rows(*(f"1,2,{k / 7}" for k in range(30))),
        "column 'kind' must hold 2 to 20 classes, got 30; it looks like a measurement",
    ),
    "too few cells": (rows("1,2,x", "3,y", "5,6,y"), "row 3 must have 3 columns like the first, got 2"),
    "too many cells": (rows("1,2,x", "3,4,y,5", "5,6,y"), "row 3 must have 3 columns like the first, got 4"),
    "text among numbers": (
        rows("1,2,x", "3,four,y", "5,6,y"),
        r"row 3, column 'b' must hold a finite number in \[-1e\+100, 1e\+100\], got 'four'",
    ),
    "text in the first row": ("one,2,0\n3,4,1\n", "row 1, column 'column 1' must hold .*, got 'one'"),
    "too few cells between semicolons": ("1,5;2;x\n3,5;y\n4;5;y\n", "row 2 must have 3 columns .*, got 2"),
    "an empty cell": (rows("1,2,x", ",4,y"), "row 3, column 'a' must hold .*, got ''"),
    "nan": (rows("1,2,x", "3,NaN,y"), "row 3, column 'b' must hold a finite number .*, got 'NaN'"),
    "infinity": (rows("1,2,x", "-inf,4,y"), "row 3, column 'a' must hold a finite number .*, got '-inf'"),
    "overflow": (rows("1,2,x", "3,1e400,y"), "row 3, column 'b' must hold a finite number .*, got '1e400'"),
    "a square that overflows": (rows("1,2,x", "3,1e200,y"), "row 3, column 'b' .* got '1e200'"),
    "digits set apart by _": (rows("1,2,x", "3,1_0,y"), "row 3, column 'b' must hold .*, got '1_0'"),
    "a decimal comma in quotes": (rows("1,2,x", '3,"4,5",y'), "row 3, column 'b' must hold .*, got '4,5'"),
    "thousands and decimals": ("a;b;k\n1;2;x\n3;1,234.5;y", "row 3, column 'b' .*, got '1,234.5'"),
    "no label": (rows("1,2,x", "3,4, "), "row 3, column 'kind' must hold a label, got ''"),
    "nan as label": (rows("1,2,0", "3,4,nan"), "row 3, column 'kind' must hold a label, got 'nan'"),
    "a NUL byte": (rows("1,2,x", "3,\0004,y"), "row 3 holds a NUL byte"),
    "UTF-16": (TINY.encode("utf-16"), "row 1 holds a NUL byte"),
    "neither UTF-8 nor Windows-1252": (b"a,b,k\n1,2,\x81\n3,4,y\n", "is not text"),
    "an open quote": (rows("1,2,x", '3,4,"y'), "row 3 is not CSV: unexpected end of data"),
    "text after a quote": (rows("1,2,x", '3,4,"y"z'), "row 3 is not CSV: "),
    "too large a cell": (rows("1,2,x", "3,4," + "y" * 131_073), "row 3 is not CSV: field larger"),
    "too long a line": (
        "1," * MOST_CHARACTERS,
        "row 1 must have at most 1,048,576 characters, got 2,097,152",
    ),
    "too many columns": (
        ",".join("1" * (MOST_COLUMNS + 1)),
        "row 1 must have 2 to 1,000 columns .*, got 1,001",
    ),
    "after a quoted newline": (rows('1,2,"x\n\nx"', "3,four,y", "5,6,y"), "row 5, column 'b' .* got 'four'"),
    "after blank lines": (rows("1,2,x", "", "", "3,four,y", "5,6,y"), "row 5, column 'b' .* got 'four'"),
    "in a late block": (rows("1,2,x\n" * 12_000 + "3,4,y", "", "5,bad,y"), "row 12004, column 'b' .* 'bad'"),
    "a very long cell": (rows("1,2,x", f"3,{'q' * 900},y"), f"got '{'q' * 40}…'"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_wrong_is_said_in_one_sentence(written, case):
    content, sentence = BAD[case]
    with pytest.raises(DataError, match=sentence) as error:
        csv_file.read(written(content))
    message = str(error.value)
    assert message.startswith("data.csv")
    assert message.endswith(".")
    assert "\n" not in message


def test_too_many_rows_are_refused_before_they_are_all_read(written):
    path = written("1,x\n" + "2,y\n" * csv_file.MOST_ROWS)
    with pytest.raises(DataError, match="row 100001 is one too many: at most 100,000"):
        csv_file.read(path)


def test_as_many_rows_as_allowed_are_read(written):
    table = csv_file.read(written("1,x\n" + "2,y\n" * (csv_file.MOST_ROWS - 1)))
    assert table.X.shape == (1, csv_file.MOST_ROWS)


def test_too_large_a_file_is_refused_unread(tmp_path):
    path = tmp_path / "data.csv"
    with path.open("wb") as file:
        file.truncate(csv_file.MOST_BYTES + 2**20)  # sparse: takes no room on disk
    with pytest.raises(DataError, match=r"data\.csv: the file must be at most 64 MiB, got 65\.0 MiB"):
        csv_file.read(path)


def test_what_is_no_file_is_refused(tmp_path):
    with pytest.raises(DataError, match=r"missing\.csv cannot be read: No such file"):
        csv_file.read(tmp_path / "missing.csv")
    with pytest.raises(DataError, match="is not a file but a directory"):
        csv_file.columns(tmp_path)
    with pytest.raises(DataError, match="is not a file but a directory, a pipe or a device"):
        csv_file.read(os.devnull)


def test_a_file_without_permission_is_refused(written, monkeypatch):
    def denied(*_, **__):
        raise PermissionError(13, "Permission denied")

    path = written(TINY)
    monkeypatch.setattr(Path, "open", denied)  # root may read what chmod forbids
    with pytest.raises(DataError, match=r"data\.csv cannot be read: Permission denied\."):
        csv_file.read(path)


SAME = {
    "comma": TINY,
    "semicolon": TINY.replace(",", ";"),
    "tab": TINY.replace(",", "\t"),
    "bar": TINY.replace(",", "|"),
    "Windows lines": TINY.replace("\n", "\r\n"),
    "old Mac lines": TINY.replace("\n", "\r"),
    "no last newline": TINY.rstrip(),
    "blank lines": "\n" + TINY.replace("\n", "\n\n"),
    "byte order mark": "\ufeff" + TINY,
    "quotes": '"a","b","kind"\n"1","2","x"\n"3","4","y"\n',
    "spaces": "a , b, kind\n 1, 2 ,x \n3,4, y\n",
    "decimals": "a,b,kind\n1.0,2e0,x\n+3,0.4e1,y\n",
    "decimal commas": "a;b;kind\n1,0;2,0;x\n3,0;4,0;y\n",
    "decimal commas and tabs": "a\tb\tkind\n1,0\t2,0\tx\n3,0\t4,0\ty\n",
}


@pytest.mark.parametrize("case", SAME)
def test_one_table_in_many_spellings(written, case):
    table = csv_file.read(written(SAME[case]))
    np.testing.assert_array_equal(table.X, [[1, 3], [2, 4]])
    np.testing.assert_array_equal(table.y, [0, 1])
    assert table.feature_names == ("a", "b")
    assert table.class_names == ("x", "y")
    assert csv_file.columns(written(SAME[case])) == ("a", "b", "kind")


@pytest.mark.parametrize(
    ("labels", "y", "names"),
    [
        (["10", "9", "10"], [1, 0, 1], ("9", "10")),
        (["1", "1.0", "2"], [0, 0, 1], ("1", "2")),
        (["-1", "+1", "-1"], [0, 1, 0], ("-1", "1")),
        (["0.5", "1", "0.5"], [0, 1, 0], ("0.5", "1")),
        (["b", "a", "10"], [2, 1, 0], ("10", "a", "b")),
        (["ü", "z", "ü"], [1, 0, 1], ("z", "ü")),
    ],
)
def test_classes_in_the_order_of_numbers_or_names(written, labels, y, names):
    table = csv_file.read(written(rows(*(f"1,2,{label}" for label in labels))))
    np.testing.assert_array_equal(table.y, y)
    assert table.class_names == names


def test_windows_text_is_read_where_utf_8_fails(written):
    table = csv_file.read(written("Größe;Art\n1,5;süß\n2,5;roh\n".encode("cp1252")))
    assert table.feature_names == ("Größe",)
    assert table.class_names == ("roh", "süß")


@given(
    st.integers(1, 5).flatmap(
        lambda n: st.lists(
            st.tuples(
                st.lists(st.floats(-csv_file.LARGEST, csv_file.LARGEST), min_size=n, max_size=n),
                st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=9),
            ),
            min_size=2,
            max_size=30,
        )
    ),
    st.sampled_from(",;\t|"),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_the_csv_module_writes_is_read_back_exactly(tmp_path, examples, delimiter):
    labels = [f"class {label}".strip() for _, label in examples]
    if not 2 <= len(set(labels)) <= csv_file.MOST_CLASSES:
        return
    path = tmp_path / "round.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL)
        writer.writerow([f"feature {i}" for i in range(len(examples[0][0]))] + ["label"])
        writer.writerows([*map(repr, x), label] for (x, _), label in zip(examples, labels, strict=True))
    table = csv_file.read(path)
    np.testing.assert_array_equal(table.X.T, [x for x, _ in examples])
    assert [table.class_names[k] for k in table.y] == labels


@given(st.binary(max_size=300) | st.text(st.sampled_from('01.,;\t|"\n\rexy- '), max_size=200).map(str.encode))
@example(b'"')
@example(b"\x81")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_bytes_raise_anything_but_a_data_error(tmp_path, content):
    path = tmp_path / "noise.csv"
    path.write_bytes(content)
    for label in ("", "0", "x"):
        with contextlib.suppress(DataError):
            table = csv_file.read(path, label)
            assert np.isfinite(table.X).all()
            assert table.X.shape[1] == table.y.size
            assert set(table.y) == set(range(len(table.class_names)))


def test_damaged_tables_are_a_clear_error_or_examples(tmp_path):
    rng = random.Random(0)
    read = [table_survives(tmp_path / "m.csv", mutated_table(rng)) for _ in range(150)]
    assert 15 < sum(read) < 135
