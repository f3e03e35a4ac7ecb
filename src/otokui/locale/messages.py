"""Finds the messages of the sources: gettext calls in Python, translate tags in templates."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SOURCES = Path(__file__).resolve().parent.parent

# which positional arguments of a gettext function are the context, the message and its plural
_SPEAKERS = ("django.utils.translation", "otokui.core.kernel.errors", "otokui.entry.cli.language")
_SHAPES = {
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
    "Refused": (None, 0, None),
    "Unavailable": (None, 0, None),
    "keep": (None, 0, None),
    "say": (None, 0, None),
    "spoken": (None, 0, None),
}


@dataclass(frozen=True)
class Message:
    """One text to translate and the file it was found in (relative to the package)."""

    text: str
    plural: str
    context: str
    file: str

    @property
    def key(self) -> tuple[str, str]:
        return self.context, self.text


def all_messages(root: Path = SOURCES) -> list[Message]:
    """Each message once, in the order of files; a plural wins over the same text without."""
    found: dict[tuple[str, str], Message] = {}
    for path in sorted([*root.rglob("*.py"), *root.rglob("*.html")]):
        name = path.relative_to(root).as_posix()
        source = path.read_text(encoding="utf-8")
        read = in_python if path.suffix == ".py" else in_template
        for message in read(source, name):
            known = found.get(message.key)
            if known is None or (message.plural and not known.plural):
                found[message.key] = message
    return list(found.values())


def in_python(source: str, file: str) -> Iterator[Message]:
    """Messages in calls of what the file imports from `_SPEAKERS`."""
    if not any(module in source for module in _SPEAKERS):
        return
    tree = ast.parse(source)
    functions = {
        alias.asname or alias.name: _SHAPES[alias.name]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in _SPEAKERS
        for alias in node.names
        if alias.name in _SHAPES
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in functions:
            context, text, plural = (_constant(node, place) for place in functions[node.func.id])
            if text:
                yield Message(text, plural, context, file)


def _constant(call: ast.Call, place: int | None) -> str:
    if place is None or place >= len(call.args):
        return ""
    argument = call.args[place]
    return argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else ""


_STRING = r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
_TRANSLATE = re.compile(rf"{{%\s*trans(?:late)?\s+{_STRING}((?:(?!%}}).)*)%}}")
_CONTEXT = re.compile(rf"\bcontext\s+{_STRING}")
_UNDERSCORE = re.compile(rf"(?<![\w.])_\(\s*{_STRING}\s*\)")
_BLOCK = re.compile(
    r"{%\s*blocktrans(?:late)?\b((?:(?!%}).)*)%}(.*?)(?:{%\s*plural\s*%}(.*?))?{%\s*endblocktrans(?:late)?\s*%}",
    re.DOTALL,
)
_VARIABLE = re.compile(r"{{\s*([\w.]+)\s*}}")


def in_template(source: str, file: str) -> Iterator[Message]:
    """Messages of `translate`, `blocktranslate` and `_("…")`; % is doubled as Django does."""
    for match in _TRANSLATE.finditer(source):
        yield Message(_unquote(match[1]), "", _context(match[2]), file)
    for match in _UNDERSCORE.finditer(source):
        yield Message(_unquote(match[1]), "", "", file)
    for match in _BLOCK.finditer(source):
        trimmed = re.search(r"\btrimmed\b", match[1]) is not None
        yield Message(_block(match[2], trimmed), _block(match[3] or "", trimmed), _context(match[1]), file)


def _unquote(literal: str) -> str:
    return str(ast.literal_eval(literal)).replace("%", "%%")


def _context(options: str) -> str:
    match = _CONTEXT.search(options)
    return _unquote(match[1]) if match else ""


def _block(text: str, trimmed: bool) -> str:
    if trimmed:
        text = " ".join(line.strip() for line in text.strip().splitlines())
    return _VARIABLE.sub(r"%(\1)s", text.replace("%", "%%"))
