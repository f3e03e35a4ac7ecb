"""News of imports."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ImportFinished:
    """All rows of a file are in; `kind` as in `types.Kind`. The rooms below told their own news per chunk."""

    run: int
    kind: str


@dataclass(frozen=True, slots=True)
class ImportUndone:
    """What a run had written is gone again, except the rows its report names."""

    run: int
    kind: str
