"""XML of strangers, read as a stream: no document types, no entities, nothing fetched, nothing kept."""

from collections.abc import Iterable
from typing import Protocol
from xml.parsers import expat

from otokui.core.content.archive import Broken


class Listener(Protocol):
    """Hears what stands in the markup, in order. Names are without their namespace."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...
    def end(self, name: str) -> None: ...
    def text(self, text: str) -> None: ...


class Enough(Exception):
    """A listener has all it wants."""


def listen(content: Iterable[bytes], listener: Listener) -> None:
    """Tell the listener until the content or its interest ends. `Broken` for what is no plain XML."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = lambda name, attributes: listener.start(_bare(name), attributes)
    parser.EndElementHandler = lambda name: listener.end(_bare(name))
    parser.CharacterDataHandler = listener.text
    try:
        for block in content:
            parser.Parse(block, False)
        parser.Parse(b"", True)
    except Enough:
        return
    except expat.ExpatError as problem:
        raise Broken(str(problem)) from problem


def _bare(name: str) -> str:
    return name.rpartition(":")[2]


def _refuse(*_: object) -> None:
    raise Broken("a document type: no office program writes one")
