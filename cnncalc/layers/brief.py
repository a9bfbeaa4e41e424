"""The geometry of a layer in short, as a table shows it: `3x3/2 p1`."""

from typing import Any

from cnncalc.shape import padding_text, size_text


def geometry(
    kernel: Any, stride: Any, padding: Any, dilation: Any = 1, groups: int = 1, rank: int = 2
) -> str:
    """Kernel, stride, padding, dilation and groups in short: `3x3/2 p1 d2 g32`."""
    parts = [on_axes(kernel, rank)]
    if size_text(stride) != "1":
        parts[0] += f"/{size_text(stride)}"
    if padding_text(padding) not in ("0", "valid"):
        text = padding_text(padding)
        parts.append(f"p{text}" if text[0].isdigit() else text)
    if size_text(dilation) != "1":
        parts.append(f"d{size_text(dilation)}")
    if groups != 1:
        parts.append(f"g{groups}")
    return " ".join(parts)


def on_axes(size: Any, rank: int) -> str:
    """A size with a number for each axis: `3x3`, `3x3x3` for a volume, `80` for a sequence."""
    text = size_text(size)
    return text if "x" in text else "x".join([text] * rank)
