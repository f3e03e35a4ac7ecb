"""The process that reads one file of a stranger.

`draw KIND LONGEST PAGE SOURCE TARGET` or `text KIND LIMIT SOURCE`.
"""

import resource
import sys
from contextlib import suppress
from pathlib import Path

from otokui.core.content.apart import CANNOT, MEMORY, SECONDS
from otokui.core.content.archive import Broken
from otokui.core.content.kinds import Kind

_LARGEST_ANSWER = 16 << 20


def _confine() -> None:
    with suppress(ValueError, OSError):  # macOS knows no such limit
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS * 2 // 3, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_ANSWER, _LARGEST_ANSWER))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(arguments: list[str]) -> int:
    """Exit code 0, or `CANNOT`."""
    task, kind = arguments[0], Kind(arguments[1])
    try:
        if task == "draw":
            from otokui.core.content.pictures import draw

            longest, page, source, target = arguments[2:]
            said = str(draw(Path(source), Path(target), kind=kind, longest=int(longest), page=int(page)))
        else:
            from otokui.core.content.texts import text_of

            said = text_of(Path(arguments[3]), kind, limit=int(arguments[2]))
    except (Broken, MemoryError):
        return CANNOT
    sys.stdout.write(said)
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    _confine()
    sys.exit(main(sys.argv[1:]))
