"""What the documents say that is read from the code: a function for each `<!-- generated: NAME -->`.

`python tests/test_documents.py --write` writes it; the functions return Markdown.
"""

import inspect
import os
import re
import textwrap
from collections.abc import Iterator
from unittest import mock

import click
import zoo_page

import cnncalc
from cnncalc import catalogue
from cnncalc.analysis import ALIASES, COLUMNS
from cnncalc.cli.main import commands
from cnncalc.design.reconcile.profile import Profile, Term
from cnncalc.design.reconcile.profiles import PROFILES
from cnncalc.design.review.rules import RULES
from cnncalc.layers import CATALOGUE
from cnncalc.layers.activations import Activation
from cnncalc.layers.fields import Field
from cnncalc.render import render
from cnncalc.report.review import RuleReport
from cnncalc.teaching.mistakes.base import Mistake
from cnncalc.teaching.mistakes.catalogue import MISTAKES
from cnncalc.teaching.mistakes.edit import Edit, Instead, Minus, Plus, Rounded, Swap, Times, Without
from cnncalc.teaching.mistakes.recurrences import SLIPS, WrongRecurrence
from cnncalc.teaching.mistakes.taken import FAMILIES


def table(*rows: tuple[str, ...]) -> str:
    """A Markdown table; the first row is its head."""
    head, *body = [f"| {' | '.join(row)} |\n" for row in rows]
    return head + "|" + "---|" * len(rows[0]) + "\n" + "".join(body)


def paragraphs(text: str | None) -> list[str]:
    """A docstring's paragraphs, each on one line, with what means something in Markdown escaped."""
    lines = [" ".join(paragraph.split()) for paragraph in (text or "").split("\n\n")]
    return ["`".join(part if i % 2 else escape(part) for i, part in enumerate(x.split("`"))) for x in lines]


def escape(text: str) -> str:
    return re.sub(r"[*<>|\[\]]|(?<=\w)_(?=\w)|\b_|_\b", r"\\\g<0>", text)


def kinds() -> str:
    """reference/kinds.md: every layer kind with its fields and defaults."""
    overview = [
        (f"[{kind}](#{kind})", paragraphs(layer.__doc__)[0]) for kind, layer in sorted(CATALOGUE.items())
    ]
    return table(("kind", "what it does"), *overview) + "".join(map(one_kind, sorted(CATALOGUE)))


def one_kind(kind: str) -> str:
    """The section of one kind: its docstring, its fields, its formulas."""
    layer = CATALOGUE[kind]
    told = paragraphs(layer.__doc__)
    if layer.shorthand:
        told.append(f"`{kind}: ...` with a bare value sets `{layer.shorthand}`.")
    if layer.joins:
        told.append("Takes a list of branches, a mapping of named branches, or `from: [a, b]`.")
    rows = [
        (f"`{name}`", field.type.expects, default(field), field.doc) for name, field in layer.fields.items()
    ]
    if layer.takes_activation:
        rows.append(
            ("`activation`", "a kind of activation function", "none", "an activation after this layer")
        )
    listed = (
        "\n" + table(("field", "takes", "default", "meaning"), *rows) if rows else "\nNo fields of its own.\n"
    )
    return f"\n## {kind}\n\n" + "\n\n".join(told) + "\n" + listed + formulas(kind)


def formulas(kind: str) -> str:
    """How a kind is counted: a row for each formula."""
    rows = [
        (f"`{formula.name} = {formula.text}`", escape(formula.because), escape(formula.when) or "always")
        for formula in catalogue.kind(kind).formulas
    ]
    return "\n" + table(("formula", "because", "when"), *rows) if rows else ""


def default(field: Field) -> str:
    """A field's default as a table has it."""
    text = catalogue.default_text(field)
    return "required" if field.required else f"`{text}`" if text else "none"


def columns() -> str:
    """reference/columns.md: every column of the table."""
    others = {name: [alias for alias, of in ALIASES.items() if of == name] for name in COLUMNS}
    return table(
        ("column", "heading", "meaning", "also called"),
        *(
            (f"`{c.name}`", c.heading, c.doc, ", ".join(f"`{a}`" for a in others[c.name]))
            for c in COLUMNS.values()
        ),
    )


def left_out() -> str:
    """reference/formats.md: the order in which columns go on a narrow terminal."""
    ranked = sorted((column for column in COLUMNS.values() if column.keep), key=lambda column: column.keep)
    *most, name = [f"`{column.name}`" for column in ranked]
    order = f"then {', '.join(most)}; never the first ({name})"
    return f"First shares and those that `--columns` added, the rightmost first; {order}.\n"


def activation_costs() -> str:
    """explanation/conventions.md: what each activation function costs per value."""
    names = ("multiplications", "additions", "comparisons", "divisions", "exponentials")
    found = {kind: layer for kind, layer in CATALOGUE.items() if issubclass(layer, Activation)}
    rows = [
        (f"`{kind}`", *(str(layer.costs.get(name, 0)) for name in names)) for kind, layer in found.items()
    ]
    return table(("kind", *names), *rows)


def review_rules() -> str:
    """reference/rules.md: every rule of the review."""
    rows = [
        (f"[{rule.name}](#{rule.name})", rule.severity, "yes" if rule.default else "no", rule.what)
        for rule in RULES.values()
    ]
    return table(("rule", "severity", "on", "finds"), *rows) + "".join(
        f"\n{render(RuleReport(rule), 'markdown')}" for rule in RULES.values()
    )


def mistakes() -> str:
    """reference/mistakes.md: the mistakes that change formulas."""
    rows: dict[tuple[str, str], tuple[str, ...]] = {}
    for m in MISTAKES:  # made in several figures: told for the first
        convention = f"`{m.convention}`" if m.convention else ""
        rows.setdefault((m.code, m.title), (m.code, m.title, _changes(m), m.advice, convention))
    return table(
        ("code", "what is done", "to the formula", "what a teacher says", "convention"), *rows.values()
    )


def _changes(mistake: Mistake) -> str:
    """What a mistake does to each formula: `biases` = `1`."""
    return "; ".join(_change(change.formula, change.edit) for change in mistake.changes)


def _change(formula: str, edit: Edit) -> str:
    words = {
        Without: "`{0}` without `{1}`",
        Swap: "`{0}` with `{2}` for `{1}`",
        Instead: "`{0} = {1}`",
        Times: "`{0}` times `{1}`",
        Plus: "`{0}` plus `{1}`",
        Minus: "`{0}` minus `{1}`",
        Rounded: "`{0}` with `{1}`",
    }
    return words[type(edit)].format(formula, *edit)


def wrong_recurrences() -> str:
    """reference/mistakes.md: the wrong recurrences of the receptive field."""
    rows = [(code, title, _recurrence(wrong), advice) for code, wrong, title, advice, *_ in SLIPS]
    return table(("code", "what is done", "the recurrence", "what a teacher says"), *rows)


def guesses() -> str:
    """reference/mistakes.md: the families of what may have been taken for an answer."""
    return table(
        ("code", "family", "guesses"), *((f.code, escape(f.name), escape(f.what)) for f in sorted(FAMILIES))
    )


def _recurrence(wrong: WrongRecurrence) -> str:
    """What r becomes, from what it starts, and what is taken for the dilated kernel."""
    said = [f"r = {wrong.formula.text}"] if wrong.edit else []
    said += ["r_0 = 0"] if wrong.start == 0 else []
    said += [f"f_eff = {wrong.reach.text}"] if wrong.reach else []
    return ", ".join(f"`{one}`" for one in said)


def profiles() -> str:
    """reference/profiles.md: what each profile counts, its source, its known defects."""
    return "\n".join(map(one_profile, PROFILES))


def one_profile(profile: Profile) -> str:
    """The section of one profile: a row for each value that the tool prints."""
    rows = [
        (escape(count.name), count.what, escape("; ".join(map(term_text, count.terms))), escape(count.remark))
        for count in profile.counts
    ]
    options = dict.fromkeys(option.text for count in profile.counts for option in count.options)
    told = [
        f"### {profile.name}",
        f"{escape(profile.about[0].upper() + profile.about[1:])}. Source: {escape(profile.source)}.",
    ]
    told.append(table(("value", "counts", "terms", "remark"), *rows))
    told += [f"{head}:\n\n" + "".join(f"- {escape(text)}\n" for text in texts) for head, texts in (
        ("It depends on the program whether", options), ("Known defects", profile.defects),
    ) if texts]  # fmt: skip
    return "\n\n".join(part.rstrip("\n") for part in told) + "\n"


def term_text(term: Term) -> str:
    """A term, and whether it is a defect."""
    return f"{term.text} (a defect)" if term.defect else term.text


def networks() -> str:
    """reference/zoo.md: all that is bundled."""
    return table(*zoo_page.networks())


def variables() -> str:
    """reference/zoo.md: what `--set` changes."""
    return table(*zoo_page.variables())


# -- the command line ------------------------------------------------------------------------------


ALIKE = 5
"""More layer kinds than these, as commands, are not told one by one."""


def command_line() -> str:
    """reference/command-line.md: every command with its arguments and options, as click has them."""
    top = click.Context(commands, info_name="cnncalc")
    return "\n".join(page for name in commands.list_commands(top) for page in command_pages(name, top))


def command_pages(name: str, parent: click.Context) -> Iterator[str]:
    """The section of a command, and of the commands in it; of many layer kinds conv stands for all."""
    command = parent.command.get_command(parent, name)  # type: ignore[attr-defined]
    if command.hidden:
        return
    context = click.Context(command, info_name=name, parent=parent)
    yield command_page(command, context)
    inner = command.list_commands(context) if isinstance(command, click.Group) else []
    kinds = [one for one in inner if one in CATALOGUE]
    alike = {*kinds} - {"conv"} if len(kinds) > ALIKE else set()
    for one in inner:
        if one not in alike:
            yield from command_pages(one, context)


def command_page(command: click.Command, context: click.Context) -> str:
    """What `--help` says, with its options as a table."""
    depth = context.command_path.count(" ")
    parts = [f"{'#' * (depth + 1)} {context.command_path}", f"```text\n{usage(command, context)}\n```"]
    parts += paragraphs(inspect.cleandoc(command.help or ""))
    if rows := [option_row(option, context) for option in command.params if shown(option)]:
        parts.append(table(("option", "meaning"), *rows).rstrip("\n"))
    if command.epilog:
        _, *examples = command.epilog.replace("\b", "").strip().splitlines()
        parts.append("```text\n" + inspect.cleandoc("\n".join(["", *examples])) + "\n```")
    return "\n\n".join(filter(None, parts)) + "\n"


def usage(command: click.Command, context: click.Context) -> str:
    """How the command is called; on a wide terminal, so that it is one line."""
    formatter = click.HelpFormatter(width=200)
    command.format_usage(context, formatter)
    return formatter.getvalue().strip().removeprefix("Usage: ").replace("\n       ", "\n")


def shown(parameter: click.Parameter) -> bool:
    return isinstance(parameter, click.Option) and not parameter.hidden


def option_row(option: click.Parameter, context: click.Context) -> tuple[str, str]:
    """An option as it is written, and what it means; choices stand in the meaning."""
    with mock.patch.dict(os.environ, {"COLUMNS": "200"}):
        written, meaning = option.get_help_record(context) or ("", "")
    choices = re.search(r" \[([\w.|-]+)\]", written)
    if choices:
        written = written.replace(choices[0], "")
        meaning += f" One of {', '.join(choices[1].split('|'))}."
    return code(written), escape(" ".join(meaning.split()))


def code(text: str) -> str:
    """Code in a cell, which a bare pipe would end on GitHub."""
    return f"<code>{text}</code>".replace("|", "&#124;") if "|" in text else f"`{text}`"


# -- the Python API --------------------------------------------------------------------------------


def python_api() -> str:
    """reference/python.md: the public names, functions first."""
    public = {name: getattr(cnncalc, name) for name in cnncalc.__all__}
    functions = [function_page(name, of) for name, of in public.items() if inspect.isfunction(of)]
    types = [type_page(name, of) for name, of in public.items() if inspect.isclass(of)]
    return "\n".join(["## Functions\n", *functions, "## Types\n", *types])


def function_page(name: str, function: object) -> str:
    """How it is called, and its docstring."""
    given = ", ".join(parameters(inspect.signature(function)))  # type: ignore[arg-type]
    called = textwrap.fill(f"cnncalc.{name}({given})", 80, subsequent_indent=" " * len(f"cnncalc.{name}("))
    return "\n\n".join([f"### {name}", f"```text\n{called}\n```", *told(function)]) + "\n"


def parameters(signature: inspect.Signature) -> Iterator[str]:
    """The parameters without their types."""
    keywords = False
    for parameter in signature.parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and not keywords:
            keywords = True
            yield "*"
        bare = parameter.replace(annotation=parameter.empty)
        yield str(bare).replace("'", '"')


def type_page(name: str, of: type) -> str:
    """What it is, and its attributes and methods."""
    documented = {key: value for key, value in vars(of).items() if public_member(key, value)}
    rows = [
        (f"`{key}()`" if inspect.isfunction(value) else f"`{key}`", told(value)[0])
        for key, value in documented.items()
    ]
    others = [f"`{key}`" for key in inspect.get_annotations(of) if key not in documented and key[0] != "_"]
    parts = [f"### {name}", *told(of)]
    if rows:
        parts.append(table(("attribute", "meaning"), *rows).rstrip("\n"))
    if others:
        parts.append(f"Further attributes: {', '.join(others)}.")
    return "\n\n".join(parts) + "\n"


def public_member(name: str, value: object) -> bool:
    is_one = inspect.isfunction(value) or inspect.isdatadescriptor(value) or hasattr(value, "attrname")
    return name[0] != "_" and is_one and not (value.__doc__ or "Alias").startswith("Alias")


def told(of: object) -> list[str]:
    """A docstring's paragraphs, without its examples."""
    return [one for one in paragraphs(inspect.cleandoc(of.__doc__ or "")) if not one.startswith("\\>\\>")]
