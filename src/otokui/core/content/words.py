"""Text on its way out of a file: lines, cells parted by tabs, sections parted by a form feed."""

from otokui.core.content.markup import Enough

BREAK = "\f"
"""Between sections (sheets, slides, pages); the line behind it is the section's title, which may be empty."""


class Words:
    """Collects text up to a number of characters, then raises `Enough`."""

    def __init__(self, limit: int) -> None:
        self.limit = self.left = limit
        self.parts: list[str] = []

    def add(self, text: str) -> None:
        """Some text; line and cell ends are part of it."""
        text = "".join(char if char >= " " or char in "\n\t" else " " for char in text)
        self.parts.append(text[: self.left])
        self.left -= len(text)
        if self.left <= 0:
            raise Enough

    def section(self, title: str) -> None:
        """What follows belongs together."""
        self.parts.append(f"{BREAK}{title}\n" if title or self.parts else "")

    def end_cell(self) -> None:
        """What was the end of a paragraph is the end of a cell."""
        if self.parts and self.parts[-1] == "\n":
            self.parts[-1] = "\t"

    def __str__(self) -> str:
        return "".join(self.parts)
