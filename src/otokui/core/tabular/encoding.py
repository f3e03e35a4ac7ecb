"""In which encoding a text file was written. Decided by strict decoding, never by a single unlucky line."""

import codecs
from collections.abc import Iterator
from pathlib import Path

from otokui.core.kernel.errors import Refused

_BLOCK = 1 << 20
_SAMPLE_LINES = 300  # of one block
_ENOUGH_LINES = 1200
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_NEVER_WRITTEN = [bytes([code]) for code in (*range(1, 9), *range(14, 26), 28, 29, 30, 31)]
_CANDIDATES = ("utf-8", "cp932", "euc_jp")


def guess_encoding(path: Path) -> str:
    """The Python codec of the file: `utf-8`, `utf-8-sig`, `cp932`, `euc_jp`, `utf-16…` or `iso2022_jp`.

    Reads until enough lines with characters beyond ASCII were seen, the whole file if need be. Refuses files
    that are no text (code `not-text`).
    """
    with path.open("rb") as file:
        head = file.read(1 << 16)
    for bom, codec in _BOMS:
        if head.startswith(bom):
            return codec
    if b"\x00" in head and (found := _utf16_without_bom(head)):
        return found
    if _is_binary(head):
        raise not_text(path)
    if head.isascii() and (b"\x1b$B" in head or b"\x1b$@" in head):
        return "iso2022_jp"
    lines = _telling_lines(path)
    return min(_CANDIDATES, key=lambda codec: _badness(lines, codec)) if lines else "utf-8"


def named_encoding(name: str, path: Path) -> str:
    """The codec a person means by `name`: Shift_JIS is cp932, which has 髙 and ①; a BOM is seen.

    Refused (code `encoding`) where there is no such codec.
    """
    try:
        codec = codecs.lookup(name).name
        "".encode(codec)
    except LookupError:
        raise Refused(
            "“%(name)s” is no encoding: write it like cp932 or utf-8", code="encoding", name=name
        ) from None
    if codec in ("shift_jis", "cp932"):
        return "cp932"
    with path.open("rb") as file:
        head = file.read(3)
    return "utf-8-sig" if codec == "utf-8" and head == b"\xef\xbb\xbf" else codec


def _is_binary(head: bytes) -> bool:
    """A stray NUL is a broken cell, as padded exports have it; many of them, or other codes, are no text."""
    if b"\x00" not in head:
        return False
    return head.count(0) * 10 > len(head) or any(code in head for code in _NEVER_WRITTEN)


def _utf16_without_bom(head: bytes) -> str:
    """Text in UTF-16 has its zeros on one side only; anything else with zeros is binary."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    for zeros, other, codec in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if other == 0 and zeros * 10 > len(head) // 2 and _is_written(head, codec):
            return codec
    return ""


def _is_written(head: bytes, codec: str) -> bool:
    text = head[: len(head) // 2 * 2].decode(codec, "replace")
    return not any(character < " " and character not in "\t\r\n\f" for character in text)


def not_text(path: Path) -> Refused:
    """The refusal for files that are neither text nor a known table format."""
    return Refused(
        "%(file)s is not a text file: export it as CSV (or Excel .xlsx, or Parquet)",
        code="not-text",
        file=path.name,
    )


def _telling_lines(path: Path) -> list[bytes]:
    """Lines with bytes beyond ASCII, spread over the file: the only ones that tell encodings apart."""
    lines: list[bytes] = []
    for block in _blocks(path):
        if block.isascii():
            continue
        every = block.split(b"\n")
        some = every[:: max(1, len(every) // (20 * _SAMPLE_LINES))]
        found = [line for line in some if not line.isascii()]
        found = found or [line for line in every if not line.isascii()]
        lines += found[:: max(1, len(found) // _SAMPLE_LINES)]
        if len(lines) >= _ENOUGH_LINES:
            break
    return lines


def _blocks(path: Path) -> Iterator[bytes]:
    """The file in blocks that end with a whole line."""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block + file.readline(1 << 20)


def _badness(lines: list[bytes], codec: str) -> float:
    """How unlikely the codec is: the share of lines it cannot decode, and of characters hardly ever written.

    EUC-JP read as cp932 decodes nearly always, but to half-width kana with many ､ and ･.
    """
    failed = characters = 0
    odd = 0.0
    for line in lines:
        try:
            text = line.decode(codec)
        except UnicodeDecodeError:
            failed += 1
            continue
        wide = [character for character in text if character >= "\x80"]
        characters += len(wide)
        odd += sum(map(_oddness, wide))
    return 3 * failed / len(lines) + (odd / characters if characters else 1.0)


def _oddness(character: str) -> float:
    if "\uff66" <= character <= "\uff9f":  # half-width kana are written, by banks and old tills
        return 0.3
    if "\uff61" <= character <= "\uff65" or "\ue000" <= character <= "\uf8ff":
        return 1.0
    # Greek, Cyrillic, frames; and what the kana of UTF-8 turn into when read as cp932.
    strange = "\u0370" <= character <= "\u04ff" or "\u2500" <= character <= "\u257f"
    return 1.0 if strange or character in "縺繧繝\ufffd" else 0.0
