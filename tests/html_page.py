"""A page of HTML read back: its tables, and whether every tag is closed."""

from html.parser import HTMLParser

NOT_CLOSED = {"meta", "link", "br", "wbr", "hr", "img", "input", "col"}
"""Tags that stand by themselves."""


class Page(HTMLParser):
    """The tables of a page, rows of texts; AssertionError where its tags cross.

    open: the tags that are not closed yet.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in NOT_CLOSED:
            self.open.append(tag)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop() == tag, f"</{tag}> closes another tag"

    def handle_data(self, data: str) -> None:
        if "td" in self.open or "th" in self.open:
            self.tables[-1][-1][-1] += data
