"""Values out of a file that may come from anyone: each as it should be, or a sentence says what is wrong."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any, Final

from simulator.hyperparameters import Config

WRONG: Final = (
    ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError, RecursionError,
)  # fmt: skip
"""What reading values of a wrong kind may raise."""

_NAMES: Final = {math.inf: "Infinity", -math.inf: "-Infinity"}
_MOST_PARTS = (
    500_000  # lists, objects or names in one text: they cost more memory and time than it has letters
)
_SHOWN = 60  # characters of a wrong value in a sentence
_LONGEST = 400  # characters of a sentence, where another module wrote the value out


def reason(error: Exception) -> str:
    """What is wrong, as a sentence for a person."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply."
    said = f"there is no {error}." if isinstance(error, KeyError) else str(error)
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"


def parsed(text: bytes | str, what: str) -> dict[str, Any]:
    """A JSON object of finite numbers and names that stand once; `what` is its name in errors."""
    marks = (b"[", b"{", b'":') if isinstance(text, bytes) else ("[", "{", '":')
    if max(map(text.count, marks)) > _MOST_PARTS:  # type: ignore[arg-type]
        raise ValueError(f"{what} must have at most {_MOST_PARTS:,} lists, objects and names, got more.")
    try:
        value = json.loads(text, object_pairs_hook=_without_repeats, parse_constant=_refuse_constant)
    except RecursionError:
        raise ValueError(f"{what} is nested too deeply.") from None
    except ValueError as error:
        raise ValueError(f"{what} cannot be read: {error}") from None
    if not isinstance(value, dict):
        raise ValueError(f"{what} must be a JSON object.")
    return value


def fields(value: object, what: str, *names: str) -> list[Any]:
    """The values of an object that has exactly these names, in their order."""
    if not isinstance(value, dict) or sorted(value) != sorted(names):
        raise ValueError(f"{what} must be an object of {', '.join(names)}, got {say(value)}.")
    return [value[name] for name in names]


def items(value: object, what: str, most: int, count: int | None = None) -> list[Any]:
    """A list of at most `most` values, exactly `count` where that is given."""
    if not isinstance(value, list) or len(value) > most or (count is not None and len(value) != count):
        wanted = f"{count}" if count is not None else f"at most {most:,}"
        raise ValueError(f"{what} must be a list of {wanted} values, got {say(value)}.")
    return value


def whole(value: object, what: str, low: int = 0, high: int = 2**32 - 1) -> int:
    """A whole number in [low, high]."""
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ValueError(f"{what} must be a whole number in [{low}, {high}], got {say(value)}.")
    return value


def number(value: object, what: str, most: float) -> float:
    """A finite number in [-most, most]."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) <= most:
        raise ValueError(f"{what} must be a number in [{-most:g}, {most:g}], got {say(value)}.")
    return float(value)


def flag(value: object, what: str) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise ValueError(f"{what} must be true or false, got {say(value)}.")
    return value


def text(value: object, what: str, longest: int = 1000) -> str:
    """Text of at most `longest` characters."""
    if not isinstance(value, str) or len(value) > longest:
        raise ValueError(f"{what} must be text of at most {longest:,} characters, got {say(value)}.")
    return value


def one_of(value: object, what: str, known: Sequence[str]) -> str:
    """One of a few words."""
    if not isinstance(value, str) or value not in known:
        raise ValueError(f"{what} must be one of {', '.join(known)}, got {say(value)}.")
    return value


def any_number(value: object, what: str) -> float:
    """A number that `named` made fit for JSON: NaN and infinities stand as words."""
    words = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
    if isinstance(value, str) and value in words:
        return words[value]
    return number(value, what, 1.8e308)


def named(value: float) -> float | str:
    """A number as JSON can hold it: NaN and infinities as words."""
    return "NaN" if math.isnan(value) else _NAMES.get(value, float(value))


def config(value: object, what: str) -> Config:
    """A config whose values lie within the bounds of `TABLE`."""
    if not isinstance(value, dict):
        raise ValueError(f"{what} must be an object, got {say(value)}.")
    return Config.from_json(json.dumps(value))


def say(value: object) -> str:
    """A value in a sentence, cut short."""
    if isinstance(value, (dict, list)):
        return f"{'an object' if isinstance(value, dict) else 'a list'} of {len(value):,}"
    shown = _shown(value)
    return shown if len(shown) <= _SHOWN else shown[:_SHOWN] + "…"


def _shown(value: object) -> str:
    if isinstance(value, int) and abs(value) >= 10**_SHOWN:
        return "a number of very many digits"
    return repr(value)


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        seen = set[str]()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise ValueError(f"{say(twice)} stands there twice.")
    return values


def _refuse_constant(word: str) -> None:
    raise ValueError(f"it holds finite numbers only, got {word}.")
