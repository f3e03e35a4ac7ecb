"""Why a run stopped: kept as a code and what was said then; words come when somebody reads it."""

from typing import Final

from otokui.core.kernel.errors import Refused, kept

BY_HAND: Final = "by-hand"
BY_HAND_UNWRITTEN: Final = "by-hand-unwritten"
BROKEN: Final = "broken"


def stop_of(problem: Exception, *, otherwise: str) -> str:
    """What to keep of the problem; `otherwise` is the code where it says nothing of its own."""
    said = kept(problem)
    return f"{problem.code}\t{said}" if isinstance(problem, Refused) and said else f"{otherwise}\t{said}"


def code_and_said(kept: str) -> tuple[str, str]:
    """The code, and what was said, as `kernel.errors` keeps it."""
    code, tab, said = kept.partition("\t")
    return (code, said) if tab else ("", kept)
