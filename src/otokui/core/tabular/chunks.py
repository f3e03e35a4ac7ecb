"""A text file as a stream of UTF-8 chunks that begin and end at record boundaries, in flat memory."""

import codecs
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain

import numpy as np

from otokui.core.tabular.types import Layout, Reason, Reject

CHUNK_BYTES = 8 << 20
_PIECE_BYTES = 128 << 10
_LONGEST_RECORD = 64 << 20
_NEWLINE = 0x0A
# Codecs in which the bytes of \n, " and the usual delimiters never occur inside another character.
_END_OF_FILE = b"\x1a"  # which systems older than Windows write behind the last line
_LINE_SAFE = {"utf-8", "utf-8-sig", "cp932", "euc_jp"}


@dataclass(frozen=True)
class Chunk:
    """Whole records as UTF-8 without BOM, lines ending with \\n. `line` is the number of its first physical
    line."""

    data: bytes
    line: int
    rejects: tuple[Reject, ...] = ()


def read_chunks(layout: Layout, *, chunk_bytes: int = CHUNK_BYTES, ahead: bool = True) -> Iterator[Chunk]:
    """All records of the file, the lines before the header and the header itself included.

    Lines that do not decode are blanked, so that line numbers stay, and reported in `rejects`. With `ahead`
    the next chunk is decoded in a second thread while the caller works on this one.
    """
    source = _chunks(layout, chunk_bytes)
    if not ahead:
        yield from source
        return
    with ThreadPoolExecutor(1, "decode") as thread:
        future = thread.submit(next, source, None)
        while (chunk := future.result()) is not None:
            future = thread.submit(next, source, None)
            yield chunk


def _chunks(layout: Layout, chunk_bytes: int) -> Iterator[Chunk]:
    line = 1
    for raw in _cut_at_records(_raw_blocks(layout, chunk_bytes)):
        data, rejects = _to_utf8(raw, layout, line)
        yield Chunk(data, line, rejects)
        line += count_octet(data, _NEWLINE)


def count_octet(data: bytes, octet: int) -> int:
    """`data.count`, several times faster where the octet is frequent."""
    return int(np.count_nonzero(np.frombuffer(data, dtype=np.uint8) == octet))


def _raw_blocks(layout: Layout, chunk_bytes: int) -> Iterator[bytes]:
    """Blocks of bytes in which b"\\n" is a line end: the file's own, or UTF-8 where its own encoding has
    none."""
    with layout.path.open("rb") as file:
        if layout.encoding in _LINE_SAFE:
            if layout.encoding == "utf-8-sig":
                file.seek(3)
            while block := file.read(chunk_bytes):
                yield block.replace(b"\r", b"\n") if layout.lone_cr else block
            return
        decoder = codecs.getincrementaldecoder(layout.encoding)("replace")
        while block := file.read(chunk_bytes):
            yield _broken_pairs_out(decoder.decode(block), layout.lone_cr)
        yield _broken_pairs_out(decoder.decode(b"", True), layout.lone_cr)


def _broken_pairs_out(text: str, lone_cr: bool) -> bytes:
    data = text.encode("utf-8", "replace")
    return data.replace(b"\r", b"\n") if lone_cr else data


def _cut_at_records(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Join blocks and cut them after the last line end that lies outside quotation marks."""
    rest = b""
    for block in chain(blocks, [b""]):
        data = rest + block
        if not block:
            data = data.rstrip(_END_OF_FILE)
            if data:
                yield data if data.endswith(b"\n") else data + b"\n"
            return
        end = _record_end(data)
        if end == 0 and len(data) < _LONGEST_RECORD:
            rest = data
            continue
        end = end or data.rfind(b"\n") + 1 or len(data)
        yield data[:end]
        rest = data[end:]


def _record_end(data: bytes) -> int:
    """The position after the last line end with an even number of quotation marks before it; 0 if there is
    none."""
    end = data.rfind(b"\n") + 1
    quotes = data.count(b'"', 0, end)
    tries = 0
    while end and quotes % 2:
        before = data.rfind(b"\n", 0, end - 1) + 1
        quotes -= data.count(b'"', before, end)
        end = before
        tries += 1
        if tries > 100_000:  # a stray mark far back: cutting at any line is as good
            return data.rfind(b"\n") + 1
    return end


def _to_utf8(raw: bytes, layout: Layout, line: int) -> tuple[bytes, tuple[Reject, ...]]:
    encoding = layout.encoding if layout.encoding in _LINE_SAFE else "utf-8"
    if encoding == "utf-8-sig":
        encoding = "utf-8"
    try:
        if b"\0" in raw:
            return _line_by_line(raw, encoding, layout, line)
        if encoding == "utf-8":
            raw.decode()
            if layout.encoding in _LINE_SAFE or b"\xef\xbf\xbd" not in raw:
                return raw, ()
        else:
            return b"".join(_decoded(raw, encoding)), ()
    except UnicodeDecodeError:
        pass
    return _line_by_line(raw, encoding, layout, line)


def _decoded(raw: bytes, encoding: str) -> Iterator[bytes]:
    """UTF-8 in pieces that stay in the processor's cache and let the other thread go on between them."""
    begin = 0
    while begin < len(raw):
        end = raw.find(b"\n", begin + _PIECE_BYTES) + 1 or len(raw)
        if encoding == "cp932" and _hints_at_utf8(raw[begin:end]):
            raise UnicodeDecodeError(encoding, raw, begin, end, "looks like UTF-8")
        yield raw[begin:end].decode(encoding).encode()
        begin = end


def _hints_at_utf8(piece: bytes) -> bool:
    """Whether two wide characters of UTF-8 stand side by side, which cp932 decodes without complaint.

    In cp932 the same bytes are hardly ever written: a rare kanji, half a character, and that twice.
    """
    octets = np.frombuffer(piece, dtype=np.uint8)
    if octets.size < 6:
        return False
    starts = np.flatnonzero(octets[:-5] - np.uint8(0xE2) <= 0xEF - 0xE2)
    for offset in (3, 1, 2, 4, 5):
        first, last = (0xE2, 0xEF - 0xE2) if offset == 3 else (0x80, 0x3F)
        starts = starts[octets[starts + offset] - np.uint8(first) <= last]
    return bool(starts.size)


def _is_japanese_utf8(line: bytes) -> bool:
    try:
        return max(line.decode()) >= "\u3000"
    except UnicodeDecodeError:
        return False


def _line_by_line(raw: bytes, encoding: str, layout: Layout, line: int) -> tuple[bytes, tuple[Reject, ...]]:
    """Decode each line for itself; those that do not decode are left blank and reported."""
    lines = raw.split(b"\n")
    rejects = []
    for index, content in enumerate(lines):
        if content.isascii() and b"\0" not in content:
            continue
        try:
            text = content.decode(encoding).replace("\0", "\ufffd")
        except UnicodeDecodeError:
            text = "\ufffd"
        if encoding == "cp932" and _is_japanese_utf8(content):
            text = "\ufffd"
        if "\ufffd" in text:
            shown = content.decode(encoding, "replace").replace("\0", "\ufffd").rstrip("\r")[:200]
            rejects.append(Reject(layout.path.name, line + index, "", shown, Reason.UNDECODABLE))
            lines[index] = b""
        else:
            lines[index] = text.encode()
    return b"\n".join(lines), tuple(rejects)
