"""What was meant by an option or an argument that a command does not take."""

import re
from collections.abc import Callable
from importlib import import_module

import click

from cnncalc.language.find import bundled_names, family_member
from cnncalc.language.options import option as option_of
from cnncalc.layers import CATALOGUE
from cnncalc.layers.declared import FROM_BEFORE
from cnncalc.layers.fields import Field
from cnncalc.problem import listing, nearest
from cnncalc.render import NAMES as FORMATS

COLOURS = ("colour", "color", "no-colour", "no-color", "colours", "colors")

ELSEWHERE = {
    "f": "--format",
    "c": "--columns",
    "b": "--batch",
    "i": "--input",
    "s": "--set",
    "n": "--top",
    **dict.fromkeys(("out", "outfile", "out-file", "output-file", "output", "save"), "--file"),
    **dict.fromkeys(("output-format", "fmt"), "--format"),
    **dict.fromkeys(("input-size", "input-shape", "image-size", "img-size"), "--input"),
    **dict.fromkeys(("col-names", "cols", "fields"), "--columns"),
    **dict.fromkeys(("limit", "head", "max-rows"), "--top"),
    "batch-size": "--batch",
    "max-depth": "--depth",
    "level": "--depth",
    "sort-by": "--sort",
    **dict.fromkeys(("dtypes", "precision"), "--dtype"),
    **dict.fromkeys(("key", "solution", "solutions"), "--answers"),
}
"""What other tools call an option; only one that the command has is proposed."""

MOST_NAMED = 3
"""Commands, or kinds, that are named because they have what this one has not."""

EXTRA = re.compile(r"Got unexpected extra arguments? \((.*)\)")


def in_our_words(error: click.UsageError) -> str:
    """The message of a mistake of the command line, with what was meant where that can be told."""
    return no_such_option(error) if isinstance(error, click.NoSuchOption) else too_many(error)


def no_such_option(error: click.NoSuchOption) -> str:
    """The message: which option there is not, and what may have been meant."""
    context = error.ctx
    written = error.option_name
    message = f"there is no option '{written}'"
    if context is None:
        return message
    word = written.lstrip("-").replace("_", "-").lower()
    own = _options(context.command)
    return message + next(filter(None, (look(word, written, own, context) for look in LOOKS)), "")


def _options(command: click.Command) -> list[str]:
    """The long options of a command, as they are shown."""
    return [
        name
        for one in command.params
        if isinstance(one, click.Option) and not one.hidden
        for name in (*one.opts, *one.secondary_opts)
        if name.startswith("--")
    ]


def _own(word: str, written: str, own: list[str], context: click.Context) -> str:
    """An option of the command in other letters, or by the name that another tool has for it."""
    meant = next((name for name in (f"--{word}", ELSEWHERE.get(word)) if name in own), None)
    return f"; did you mean '{meant}'?" if meant else _near(word, own, close=True)


def _near(word: str, own: list[str], close: bool) -> str:
    """An option whose name is like the word; close: hardly another one."""
    names = {name.removeprefix("--"): name for name in own}
    meant = nearest(word, names, 0.85 if close else 0.65)
    return f"; did you mean '{names[meant]}'?" if meant else ""


def _field(word: str, written: str, own: list[str], context: click.Context) -> str:
    """A field of the layer kind by another tool's name, or a word that one of its fields takes."""
    kind = CATALOGUE.get(context.command.name or "")
    if kind is None:
        return ""
    name, fields = word.replace("-", "_"), {n: x for n, x in kind.fields.items() if option_of(n) in own}
    if len(name) == 1:
        initial = next((field for field in fields if field.startswith(name)), None)
        return f"; did you mean '{option_of(initial)}'?" if initial else ""
    meant = kind.field_called(name)
    if meant in fields:
        value = _value_for(name, fields[meant])
        return f"; here it is called '{' '.join(filter(None, (option_of(meant), value)))}'"
    for field_name, field in fields.items():
        if value := _value_for(name, field):
            return f"; did you mean '{option_of(field_name)} {value}'?"
    if _group_of_numbers(context):
        return ""
    if name in FROM_BEFORE:
        return "; it follows from INPUT, leave it out"
    return _field_of_others(name, context)


def _value_for(name: str, field: Field) -> str | None:
    """The word of a field that a name says: `ceil` of `ceil_mode`."""
    words = (*getattr(field.type, "words", ()), *getattr(field.type, "WORDS", ()))
    return next((word for word in words if word in (name, name.removesuffix("_mode"))), None)


def _field_of_others(name: str, context: click.Context) -> str:
    """A field that other kinds have, or a word that one of theirs takes."""
    where: dict[str, list[str]] = {}
    for kind, layer in sorted(CATALOGUE.items()):
        for field_name, field in layer.fields.items():
            value = _value_for(name, field)
            if value or field_name == name:
                where.setdefault(" ".join(filter(None, (option_of(field_name), value))), []).append(kind)
    for meant, kinds in where.items():
        return f"; '{meant}' is for {listing(_first(kinds))}; {context.command.name} has no such field"
    return ""


def _first(names: list[str]) -> list[str]:
    """The names, or the first ones where there are many."""
    return names if len(names) <= MOST_NAMED else [*names[: MOST_NAMED - 1], "others"]


def _format(word: str, written: str, own: list[str], context: click.Context) -> str:
    """The name of a format, or the ending of its files."""
    option = next((one for one in context.command.params if one.name == "format"), None)
    if option is None or word not in (*FORMATS, "md", "tex", "txt"):
        return ""
    try:
        meant = option.type.convert(word, None, None)
    except click.BadParameter:
        return ""
    return f"; did you mean '--format {meant.name}'?"


def _colour(word: str, written: str, own: list[str], context: click.Context) -> str:
    if word not in COLOURS:
        return ""
    return "; the environment sets colours: NO_COLOR=1 turns them off, FORCE_COLOR=1 on in a pipe too"


def _network(word: str, written: str, own: list[str], context: click.Context) -> str:
    """The name of a bundled network, which takes no dashes."""
    if word.replace("-", "_") in bundled_names() or family_member(word):
        return f"; did you mean '{context.command_path} {word}'?"
    return ""


def _elsewhere(word: str, written: str, own: list[str], context: click.Context) -> str:
    """An option of other commands."""
    top = context.find_root()
    names = top.command.list_commands(top) if isinstance(top.command, click.Group) else []
    has = [
        f"'cnncalc {name}'"
        for name in names
        if f"--{word}" in _options(import_module(f"cnncalc.cli.{name}").command)
    ]
    if not has:
        return ""
    return f"; it is an option of {listing(_first(has))}"


def _like(word: str, written: str, own: list[str], context: click.Context) -> str:
    return _near(word, own, close=False)


def _group_of_numbers(context: click.Context) -> click.Context | None:
    """`calc values`, where the command is one of its: a name such as conv is no layer kind there."""
    parent = context.parent
    return parent if parent and parent.command.name == "values" else None


def _chain(word: str, written: str, own: list[str], context: click.Context) -> str:
    """An option of the list of layers, which `calc values KIND` has not."""
    group = _group_of_numbers(context)
    if group is None or not isinstance(group.command, click.Group):
        return ""
    chain = next(one for one in group.command.commands.values() if one.hidden)
    if f"--{word}" not in _options(chain):
        return ""
    option = next(one for one in chain.params if f"--{word}" in one.opts)
    value = "" if getattr(option, "is_flag", False) else ' "..."'
    return f"""; it is for a list of layers: {group.command_path} "1 2; 3 4" "conv ..." --{word}{value}"""


def _fields(word: str, written: str, own: list[str], context: click.Context) -> str:
    """The fields of a layer kind, or the options of a layer on numbers, where nothing is near."""
    if _group_of_numbers(context):
        return f"; {context.command_path} has {', '.join(own)}"
    kind = CATALOGUE.get(context.command.name or "")
    return f"; {kind.kind} has {listing(map(option_of, kind.fields))}" if kind and kind.fields else ""


Look = Callable[[str, str, list[str], click.Context], str]

LOOKS: tuple[Look, ...] = (_own, _chain, _field, _format, _colour, _network, _elsewhere, _like, _fields)
"""Where what was meant is looked for, the likeliest place first."""


def too_many(error: click.UsageError) -> str:
    """The message about arguments that are too many, with a hint where one is known; else as it was."""
    found = EXTRA.fullmatch(error.message)
    if not found or error.ctx is None:
        return error.message
    extra, context = found[1].split(), error.ctx
    takes = context.command.collect_usage_pieces(context)
    arguments = " ".join(piece for piece in takes if piece != "[OPTIONS]") or "no arguments"
    return f"{context.command_path} takes {arguments}; found {found[1]} too{_instead(extra, context)}"


def _instead(extra: list[str], context: click.Context) -> str:
    """What would do with these arguments more."""
    settings = context.params.get("settings") or ()
    unset = next((text for text in settings if "=" not in text), None)
    if unset:
        return f"; did you mean '--set {unset}={extra[0]}'?"
    if (context.command.name or "") in CATALOGUE:
        return "; its fields are options"
    if "spec" in context.params and all(name in bundled_names() for name in extra):
        return "; 'cnncalc compare' takes several networks"
    return ""
