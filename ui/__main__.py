"""The command `batchscope`: a window, a training run without one, or a picture of the window.

No Qt is imported at the top: the engine's process imports this module again, and a headless run
needs none.
"""

from __future__ import annotations

import argparse
import sys
from importlib.metadata import version
from pathlib import Path

from simulator.hyperparameters import GENERATED, TABLE, Config
from simulator.specs import Choice, Number, Spec, Units
from ui import option_rules
from ui.export_order import KINDS, LOOKS, Order, formats_of
from ui.workspaces import WORKSPACES

_SIZE = 1600, 1000


def main(arguments: list[str] | None = None) -> int:
    """Run the command; the exit status is 0, or 2 where the arguments were not good."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments[:1] == ["search"]:
        return _search(arguments[1:])
    if arguments[:1] == ["export-code"]:
        return _export_code(arguments[1:])
    parser = make_parser()
    chosen = parser.parse_args(arguments)
    if chosen.list:
        print(listing())
        return 0
    try:
        option_rules.check_window(chosen)
        return _run(chosen, config_of(chosen))
    except (ValueError, OSError) as error:
        print(f"batchscope: {error}", file=sys.stderr)
        return 2


def make_parser() -> argparse.ArgumentParser:
    """Every option of the command line."""
    parser = argparse.ArgumentParser(
        prog="batchscope",
        description="An oscilloscope for neural networks: watch one learn, a mini-batch at a time.",
        epilog="batchscope search --help tells of the search for hyperparameters, "
        "batchscope export-code --help of the network as a program in a framework.",
    )
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="FILE",
        help="open a run (.batchscope), or the run of an exported picture, or learn a CSV file",
    )
    parser.add_argument("--version", action="version", version=f"batchscope {version('batchscope')}")
    parser.add_argument("--list", action="store_true", help="name data sets, workspaces and hyperparameters")

    what = _what_to_train(parser)
    what.add_argument("--steps", type=_count, default=None, metavar="N", help="mini-batches to train")

    headless = parser.add_argument_group("without a window")
    headless.add_argument("--headless", action="store_true", help="train, say how it went, and end")
    headless.add_argument("--json", action="store_true", help="say it as one JSON object")
    headless.add_argument(
        "--export", type=Path, metavar="DIR", help="write every panel's picture and numbers"
    )
    headless.add_argument(
        "--export-formats",
        type=_formats,
        metavar="LIST",
        help=f"some of {','.join(KINDS)}; book is one PDF with a page a panel; default png,svg,pdf,csv",
    )
    headless.add_argument(
        "--export-theme", choices=[look for look in LOOKS if look != "screen"], help="default light"
    )
    headless.add_argument("--force", action="store_true", help="replace pictures that are there")

    picture = parser.add_argument_group("a picture of the window")
    picture.add_argument("--screenshot", type=Path, metavar="FILE.png", help="save the window after --steps")
    picture.add_argument(
        "--workspace", choices=[w.key for w in WORKSPACES], help="default: the one that was open last"
    )
    picture.add_argument("--size", type=_size, metavar="WxH", help="default 1600x1000")
    picture.add_argument("--theme", choices=("system", "light", "dark"), default=None)
    return parser


def _what_to_train(parser: argparse.ArgumentParser) -> argparse._ArgumentGroup:
    what = parser.add_argument_group("what to train")
    what.add_argument("--dataset", help="data set, as --list names them")
    what.add_argument("--csv", type=Path, metavar="FILE", help="a CSV file of your own")
    what.add_argument("--label", default="", metavar="COLUMN", help="its label column: name or index")
    what.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="a hyperparameter; may be repeated"
    )
    return what


def _search(arguments: list[str]) -> int:
    from ui import search_command

    parser = argparse.ArgumentParser(
        prog="batchscope search", description="Train many networks at once and find the best settings."
    )
    _what_to_train(parser)
    search_command.add_options(parser)
    chosen = parser.parse_args(arguments)
    try:
        option_rules.check_search(chosen)
        return search_command.run(chosen, config_of(chosen))
    except (ValueError, OSError) as error:
        print(f"batchscope search: {error}", file=sys.stderr)
        return 2


def _export_code(arguments: list[str]) -> int:
    from ui import export_code

    parser = argparse.ArgumentParser(
        prog="batchscope export-code",
        description="Write a network as a program in NumPy, PyTorch, Keras or TensorFlow, or as ONNX.",
    )
    export_code.add_options(parser)
    what = _what_to_train(parser)
    what.add_argument("--steps", type=_count, default=None, metavar="N", help="mini-batches to train")
    chosen = parser.parse_args(arguments)
    try:
        option_rules.check_export_code(chosen)
        return export_code.run(chosen, config_of(chosen))
    except (ValueError, OSError) as error:
        print(f"batchscope export-code: {error}", file=sys.stderr)
        return 2


def config_of(chosen: argparse.Namespace) -> Config:
    """The config that the arguments ask for. Raises ValueError for what is not good."""
    config = Config()
    file = chosen.csv or getattr(chosen, "file", None)
    if option_rules.is_of_a_run(file):
        file = None
    if file is not None:
        config = config.changed("csv_file", str(file.resolve())).changed("dataset", "csv")
        config = config.changed("label", chosen.label)
    if chosen.dataset is not None:
        config = config.changed("dataset", chosen.dataset)
    for assignment in chosen.set:
        name, equals, text = assignment.partition("=")
        if not equals:
            raise ValueError(f"--set takes NAME=VALUE, got {assignment!r}.")
        if name not in TABLE:
            raise ValueError(f"There is no hyperparameter {name!r}; there are {', '.join(TABLE)}.")
        config = config.changed(name, TABLE[name].parse(text))
    return config


def listing() -> str:
    """Data sets, workspaces and hyperparameters, for `--list`."""
    sets = TABLE["dataset"]
    assert isinstance(sets, Choice)
    lines = ["Data sets"]
    for name, title in sets.labels.items():
        origin = "generated" if name in GENERATED else "use --csv FILE" if name == "csv" else "bundled"
        lines.append(f"  {name:<14}{title} ({origin})")
    lines += ["", "Workspaces", *(f"  {w.key:<14}{w.title}" for w in WORKSPACES), "", "Hyperparameters"]
    lines += [f"  {name:<18}{_range(spec):<46}{spec.title}" for name, spec in TABLE.items()]
    return "\n".join(lines)


def _run(chosen: argparse.Namespace, config: Config) -> int:
    if chosen.headless or (chosen.export and not chosen.screenshot):
        from ui import headless

        order = None
        if chosen.export:
            look = chosen.export_theme or "light"
            order = Order(chosen.export, chosen.export_formats or Order.formats, look)
            _keep_what_is_there(order, chosen.force)
        return headless.run(config, 1000 if chosen.steps is None else chosen.steps, chosen.json, order)
    from ui import app

    if chosen.screenshot:
        steps = 300 if chosen.steps is None else chosen.steps
        size = chosen.size or _SIZE
        return app.screenshot(config, chosen.screenshot, chosen.workspace, steps, size, chosen.theme)
    run_file = chosen.file if option_rules.is_of_a_run(chosen.file) else None
    if run_file is not None and not run_file.is_file():
        raise ValueError(f"There is no file {run_file}.")
    return app.run(config, chosen.workspace, chosen.theme, run_file)


def _keep_what_is_there(order: Order, force: bool) -> None:
    if force or not order.folder.exists():
        return
    from ui.panels import PANELS

    there = order.in_the_way(kind.key for kind in PANELS)
    if there:
        more = f" and {len(there) - 1} more" if there[1:] else ""
        raise ValueError(f"There is {order.folder / there[0]} already{more}: --force replaces them.")


def _formats(text: str) -> tuple[str, ...]:
    try:
        return formats_of(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _range(spec: Spec) -> str:
    if isinstance(spec, Number):
        return f"{spec.format(spec.low)} … {spec.format(spec.high)}, within {spec.bounds}"
    if isinstance(spec, Choice):
        choices = ", ".join(spec.choices)
        return choices if len(choices) < 45 else "as above" if spec.name == "dataset" else choices
    if isinstance(spec, Units):
        return (
            f"up to {spec.most_layers} layers of {spec.low} … {spec.high} units, within [1, {spec.maximum}]"
        )
    return "true, false" if isinstance(spec.default, bool) else "text"


def _count(text: str) -> int:
    number = int(text) if text.isdecimal() else -1
    if not 0 <= number <= 100_000_000:
        raise argparse.ArgumentTypeError(f"must be a whole number in [0, 100000000], got {text!r}.")
    return number


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (
        width.isdecimal() and height.isdecimal() and 640 <= int(width) <= 8000 and 480 <= int(height) <= 8000
    ):
        raise argparse.ArgumentTypeError(f"must be WIDTHxHEIGHT from 640x480 to 8000x8000, got {text!r}.")
    return int(width), int(height)


if __name__ == "__main__":
    sys.exit(main())
