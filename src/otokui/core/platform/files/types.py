"""What is told of files."""

from dataclasses import dataclass
from datetime import datetime

from otokui.core.content.kinds import Kind
from otokui.core.kernel.errors import Refused


class UnknownFile(Refused):
    """There is none, or none for this reader."""

    code = "unknown_file"


@dataclass(frozen=True, slots=True)
class Attached:
    """A file was attached. `is_new` is False if the newest version of this name had this very content."""

    id: int
    version: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file of a record: its newest version, and the older ones behind it, newest first."""

    id: int
    name: str
    note: str
    size: int
    kind: Kind
    media_type: str
    sha256: str
    at: datetime
    staff_id: int | None
    version: int
    owner: dict[str, int]
    hidden: bool = False
    older: "tuple[FileLine, ...]" = ()

    @property
    def has_picture(self) -> bool:
        return self.kind in (Kind.PICTURE, Kind.PDF)
