"""A rule in words: what it looks for, why that matters, and two specs."""

import textwrap

from cnncalc.design.review.base import Rule

WIDTH = 100


def text(rule: Rule) -> str:
    """For a terminal."""
    parts = [f"{rule.name} ({_kind(rule)})", _filled(rule.what), _filled(rule.why)]
    parts += [
        f"Finds, on the line with '!':\n\n{_indented(rule.bad)}",
        f"Finds nothing:\n\n{_indented(rule.good)}",
    ]
    if rule.options:
        parts.append("Set by:\n\n" + "\n".join(f"    {name}: {doc}" for name, doc in options(rule)))
    return "\n\n".join([*parts, _filled(f"Source: {rule.source}.")]) + "\n"


def markdown(rule: Rule) -> str:
    """For a document: the heading, and what the text says."""
    parts = [f"### {rule.name}", f"{rule.what} ({_kind(rule)})", rule.why]
    parts += ["Finds:", f"```yaml\n{rule.bad}```", "Finds nothing:", f"```yaml\n{rule.good}```"]
    if rule.options:
        parts.append("\n".join(f"- `{name}`: {doc}" for name, doc in options(rule)))
    return "\n\n".join([*parts, f"Source: {rule.source}."]) + "\n"


def options(rule: Rule) -> list[tuple[str, str]]:
    """What may be set, with the default."""
    return [(name, f"{option.doc} (default {option.default:,g})") for name, option in rule.options.items()]


def _kind(rule: Rule) -> str:
    return rule.severity if rule.default else f"{rule.severity}, off by default"


def _filled(paragraph: str) -> str:
    return textwrap.fill(paragraph, WIDTH)


def _indented(spec: str) -> str:
    return textwrap.indent(spec, "    ").rstrip("\n")
