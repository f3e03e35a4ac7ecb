"""Pictures from a phone: made smaller there; here made sure of that they do not say where they were taken."""

from typing import Final

LARGEST: Final = 4 << 20
_START: Final = b"\xff\xd8\xff"
_SCAN, _APP1, _APP15, _COMMENT = 0xDA, 0xE1, 0xEF, 0xFE


def why_not_photo(content: bytes) -> str:
    """'' or `no_photo`: only JPEG of at most `LARGEST` bytes is what the page sends."""
    return "" if content.startswith(_START) and len(content) <= LARGEST else "no_photo"


def without_place(jpeg: bytes) -> bytes:
    """The picture without EXIF, XMP, maker's notes and comments, where cameras write position and name.

    What cannot be read to the beginning of the picture itself is returned as nothing.
    """
    kept, at = [jpeg[:2]], 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF:
        kind, end = jpeg[at + 1], at + 2 + int.from_bytes(jpeg[at + 2 : at + 4])
        if kind == _SCAN:
            return b"".join([*kept, jpeg[at:]])
        if not (_APP1 <= kind <= _APP15 or kind == _COMMENT):
            kept.append(jpeg[at:end])
        at = end
    return b""
