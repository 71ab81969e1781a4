"""Data sets: where they come from, how they are split, and copies with an example changed."""

from importlib import resources

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import datasets
from simulator.datasets import Dataset, load
from simulator.generated import RECIPES
from simulator.hyperparameters import TABLE, Config

BUNDLED = {"iris": (4, 150, 3), "wine": (13, 178, 3), "digits": (64, 1797, 10)}
NOT_CSV = sorted(set(datasets.SOURCES) - {"csv"})


@pytest.fixture
def small():
    """Six examples of three classes: training, dev and test ones, two of each."""
    X = np.arange(12.0).reshape(2, 6)
    return Dataset(
        "small", X, np.arange(6) % 3, np.repeat([0, 1, 2], 2), ("p", "q"), ("a", "b", "c"), "a test"
    )


# Where they come from -------------------------------------------------------------------------------


def test_sources_are_the_declared_choices():
    assert set(datasets.SOURCES) == set(TABLE["dataset"].choices)


@pytest.mark.parametrize("name", NOT_CSV)
def test_every_set_is_whole(name):
    dataset = load(Config(dataset=name))
    assert dataset.X.shape == (dataset.n_x, dataset.m)
    assert (dataset.X.dtype, dataset.y.dtype, dataset.split.dtype) == (np.float64, np.int64, np.uint8)
    assert dataset.X.flags.c_contiguous
    assert len(dataset.feature_names) == dataset.n_x
    assert set(dataset.y) == set(range(dataset.classes))
    assert set(dataset.split) == {0, 1, 2}
    assert dataset.name == TABLE["dataset"].labels[name]
    assert dataset.source.endswith(".")
    assert "\n" not in dataset.source


@pytest.mark.parametrize("name", BUNDLED)
def test_bundled_sets_are_complete(name):
    dataset = load(Config(dataset=name))
    assert (dataset.n_x, dataset.m, dataset.classes) == BUNDLED[name]
    assert "CC BY 4.0" in dataset.source
    sources = (resources.files("assets") / "datasets" / "SOURCES.md").read_text(encoding="utf-8")
    assert dataset.source.split("doi:")[1].split(",")[0] in sources


def test_bundled_sets_are_the_published_ones():
    iris, wine, digits = (load(Config(dataset=name)) for name in ("iris", "wine", "digits"))
    np.testing.assert_array_equal(iris.X[:, 0], [5.1, 3.5, 1.4, 0.2])
    np.testing.assert_allclose(iris.X.mean(axis=1), [5.843, 3.057, 3.758, 1.199], atol=5e-4)
    assert iris.class_names == ("setosa", "versicolor", "virginica")
    np.testing.assert_array_equal(np.bincount(wine.y), [59, 71, 48])
    assert digits.class_names == tuple("0123456789")
    assert (digits.X.min(), digits.X.max()) == (0, 16)
    np.testing.assert_array_equal(np.bincount(digits.y), [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])


@pytest.mark.parametrize("name", RECIPES)
def test_generated_sets_follow_the_config(name):
    dataset = load(Config(dataset=name, classes=5, examples=200, noise=0.3))
    assert dataset.m == 200
    assert dataset.classes == (RECIPES[name].classes or 5)
    assert dataset.feature_names == ("x₁", "x₂")
    assert "noise 0.3, seed 0" in dataset.source


def test_a_csv_file_of_ones_own(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("kind,a\nx,1\ny,2\nx,3\n")
    dataset = load(
        Config(dataset="csv", csv_file=str(path), label="kind", dev_fraction=0.0, test_fraction=0.0)
    )
    np.testing.assert_array_equal(dataset.X, [[1, 2, 3]])
    assert dataset.name == "mine.csv"
    assert str(path) in dataset.source


def test_a_missing_or_bad_csv_file_is_a_value_error(tmp_path):
    with pytest.raises(ValueError, match="csv_file must name a CSV file, got ''"):
        load(Config(dataset="csv"))
    with pytest.raises(ValueError, match="cannot be read"):
        load(Config(dataset="csv", csv_file=str(tmp_path / "none.csv")))


@pytest.mark.parametrize("name", NOT_CSV)
def test_the_seed_decides_data_and_split(name):
    one, same, other = (load(Config(dataset=name, seed=seed)) for seed in (3, 3, 4))
    np.testing.assert_array_equal(one.X, same.X)
    np.testing.assert_array_equal(one.split, same.split)
    assert not np.array_equal(one.split, other.split)


def test_data_and_split_are_drawn_from_streams_of_their_own(monkeypatch):
    seeds, default_rng = [], np.random.default_rng
    monkeypatch.setattr(np.random, "default_rng", lambda seed: (seeds.append(seed), default_rng(seed))[1])
    load(Config(seed=5))
    assert seeds == [[5, 0], [5, 1]]


# The split ------------------------------------------------------------------------------------------

LABELS = st.lists(st.integers(0, 19), min_size=1, max_size=300).map(np.array)
SHARES = st.tuples(st.floats(0, 0.9), st.floats(0, 0.9)).filter(lambda shares: sum(shares) <= 0.9)


@given(LABELS, SHARES, st.integers(0, 2**32 - 1))
def test_a_split_is_stratified(y, shares, seed):
    parts = datasets.split(y, *shares, seed)
    assert parts.shape == y.shape
    assert set(parts) <= {0, 1, 2}
    for label in np.unique(y):
        train, *held_out = np.bincount(parts[y == label], minlength=3)
        assert train >= 1
        for count, share in zip(held_out, shares, strict=True):
            assert count <= share * np.count_nonzero(y == label) + 1.001


@given(st.integers(2, 10), st.integers(5, 60), SHARES)
def test_shares_of_classes_and_of_the_whole_hold_within_one_example(classes, each, shares):
    y = np.arange(classes * each) % classes
    parts = datasets.split(y, *shares, seed=0)
    for part, share in enumerate(shares, start=1):
        assert abs(np.count_nonzero(parts == part) - share * y.size) <= classes * 0.5 + 1
        for label in range(classes):
            assert abs(np.count_nonzero(parts[y == label] == part) - share * each) <= 2


def test_usual_splits_are_exact():
    y = np.arange(1000) % 4
    np.testing.assert_array_equal(np.bincount(datasets.split(y, 0.2, 0.2, 0)), [600, 200, 200])
    np.testing.assert_array_equal(np.bincount(datasets.split(y, 0.1, 0.3, 0)), [600, 100, 300])
    np.testing.assert_array_equal(np.bincount(datasets.split(np.arange(60) % 20, 0.2, 0.2, 0)), [36, 12, 12])
    np.testing.assert_array_equal(datasets.split(y, 0.0, 0.0, 0), 0)
    hundred = np.zeros(100, dtype=np.int64)  # 0.29 * 100 is 28.999999999999996
    np.testing.assert_array_equal(np.bincount(datasets.split(hundred, 0.29, 0.0, 0)), [71, 29])


def test_a_class_of_one_example_is_trained_on():
    parts = datasets.split(np.array([0] * 50 + [1]), 0.45, 0.45, 0)
    assert parts[-1] == 0


def test_classes_of_one_example_do_not_empty_a_larger_one():
    y = np.array([*range(10), *[10] * 10])
    np.testing.assert_array_equal(np.bincount(datasets.split(y, 0.3, 0.3, 0)), [12, 4, 4])


def test_parts_partition_the_examples(small):
    parts = [small.part(name) for name in datasets.SPLITS]
    np.testing.assert_array_equal(np.hstack([X for X, _ in parts]), small.X)
    np.testing.assert_array_equal(np.hstack([y for _, y in parts]), small.y)
    with pytest.raises(ValueError, match="one of train, dev, test, got 'val'"):
        small.part("val")


# Changed copies -------------------------------------------------------------------------------------


def test_its_arrays_are_its_own_and_read_only():
    X = np.zeros((2, 3))
    dataset = Dataset("d", X, np.zeros(3), np.zeros(3), ("p", "q"), ("a", "b"), "")
    X[0, 0] = 1
    assert dataset.X[0, 0] == 0
    for array in (dataset.X, dataset.y, dataset.split):
        with pytest.raises(ValueError, match="read-only"):
            array[..., 0] = 1


def test_an_example_is_added_at_the_end_for_training(small):
    more = small.with_example([7.5, -1], 2)
    np.testing.assert_array_equal(more.X, np.hstack([small.X, [[7.5], [-1]]]))
    assert (more.y[-1], more.split[-1], more.m, small.m) == (2, 0, 7, 6)


def test_removing_what_was_added_restores_the_set(small):
    same = small.with_example(np.array([[7.5], [-1]]), 2).without(6)
    np.testing.assert_array_equal(same.X, small.X)
    np.testing.assert_array_equal(same.y, small.y)
    np.testing.assert_array_equal(same.split, small.split)


def test_an_example_moves_alone(small):
    moved = small.moved(3, [7.5, -1])
    np.testing.assert_array_equal(moved.X[:, 3], [7.5, -1])
    np.testing.assert_array_equal(np.delete(moved.X, 3, axis=1), np.delete(small.X, 3, axis=1))
    np.testing.assert_array_equal(small.X, np.arange(12.0).reshape(2, 6))


def test_the_last_training_example_stays(small):
    one = small.without(0)
    with pytest.raises(ValueError, match="Example 0 is the last training example"):
        one.without(0)
    assert one.without(1).m == 4  # a dev example may go


@pytest.mark.parametrize("index", [-1, 6])
def test_a_bad_index_is_refused(small, index):
    for change in (small.without, lambda i: small.moved(i, [0, 0])):
        with pytest.raises(ValueError, match=rf"index must be in \[0, 5\], got {index}"):
            change(index)


@pytest.mark.parametrize("label", [-1, 3, 0.5])
def test_a_bad_label_is_refused(small, label):
    with pytest.raises(ValueError, match=rf"label must be a whole number in \[0, 2\], got {label}"):
        small.with_example([0, 0], label)


@pytest.mark.parametrize("x", [[np.nan, 0], [0, np.inf], [0, 1e101], [0], [0, 0, 0]])
def test_a_bad_place_is_refused(small, x):
    for change in (lambda: small.with_example(x, 0), lambda: small.moved(0, x)):
        with pytest.raises(ValueError, match=r"x must be 2 finite numbers in \[-1e\+100, 1e\+100\], got \["):
            change()
