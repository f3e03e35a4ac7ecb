"""What a file is and says, whatever it calls itself; the reading is done by the real process apart."""

from datetime import date, datetime, time
from pathlib import Path

import pytest
from PIL import Image

from otokui.core.content import apart, office
from otokui.core.content.archive import Broken, names_inside
from otokui.core.content.kinds import Kind, type_of
from otokui.core.content.pictures import draw
from otokui.core.content.texts import text_of
from otokui.core.content.words import Words
from tests.content import samples

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
ENTITIES = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.fixture
def kept(tmp_path: Path):
    def keep(content: bytes) -> Path:
        path = tmp_path / "file"
        path.write_bytes(content)
        return path

    return keep


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (samples.picture("JPEG"), Kind.PICTURE),
        (samples.picture("PNG"), Kind.PICTURE),
        (samples.picture("WEBP"), Kind.PICTURE),
        (samples.picture("TIFF"), Kind.PICTURE),
        (samples.pdf("Rechnung"), Kind.PDF),
        (samples.word("見積"), Kind.DOCUMENT),
        (samples.workbook(価格=[["味噌"]]), Kind.SHEET),
        (samples.slides("提案"), Kind.SLIDES),
        ("髙橋様\r\n".encode("cp932"), Kind.TEXT),
        (b"<html><script>alert(1)</script>", Kind.TEXT),
        (SVG, Kind.TEXT),
        (samples.packed({"a.txt": "a"}), Kind.OTHER),
        (samples.packed({"word/document.xml": "no list of types"}), Kind.OTHER),
        (b"PK\x03\x04 and nothing else", Kind.OTHER),
        (b"\x00\x01\x02\x03" * 50, Kind.OTHER),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), Kind.OTHER),
        (samples.old_workbook(), Kind.SHEET),
    ],
)
def test_the_content_decides_what_it_is(kept, content, kind):
    assert type_of(kept(content)).kind is kind


@pytest.mark.parametrize(
    ("content", "kind", "says"),
    [
        (samples.word("髙橋様", "お見積り"), Kind.DOCUMENT, "髙橋様\nお見積り\n"),
        (samples.slides("表紙", "味噌の話"), Kind.SLIDES, "表紙\n\f\n味噌の話\n"),
        (samples.pdf("Nota", "Bene"), Kind.PDF, "Nota\f\nBene"),
        ("髙橋①\n".encode("utf-16"), Kind.TEXT, "髙橋①\n"),
        (
            samples.old_workbook(),
            Kind.SHEET,
            "\f価格\n味噌\t1200\t2026/11/22\n\t\t端\n1.5\ttrue\n\f空\n",
        ),
        ("髙橋①\n".encode("cp932"), Kind.TEXT, "髙橋①\n"),
        (
            samples.workbook(価格=[["味噌", 1200], [None, "", "端"]], 空=[]),
            Kind.SHEET,
            "\f価格\n味噌\t1200\n\t\t端\n\f空\n",
        ),
        (
            samples.workbook(
                予定=[
                    [date(2026, 11, 22), datetime.combine(date(2026, 3, 4), time(14, 30)), time(9, 5), 46348]
                ]
            ),
            Kind.SHEET,
            "\f予定\n2026/11/22\t2026/03/04 14:30\t09:05\t46348\n",
        ),
    ],
)
def test_the_words_inside(kept, content, kind, says):
    assert text_of(kept(content), kind, limit=1000) == says


def test_only_so_much_of_it(kept):
    assert apart.read_text(kept(b"abc " * 1000), kind=Kind.TEXT, limit=7) == "abc abc"


@pytest.mark.parametrize(
    "content",
    [
        samples.word("&b;", head=ENTITIES),
        samples.word("&a;", head=OUTSIDE),
        samples.packed({"[Content_Types].xml": "", "word/document.xml": "<w:p><w:t>cut"}),
        samples.packed({"[Content_Types].xml": ""}),
    ],
)
def test_tricks_in_markup_are_refused_not_followed(kept, content):
    with pytest.raises(Broken):
        text_of(kept(content), Kind.DOCUMENT, limit=1000)


def test_a_bomb_is_not_unpacked(kept, monkeypatch):
    monkeypatch.setattr("otokui.core.content.archive.LARGEST_PART", 1 << 20)
    bomb = samples.word(" " * (2 << 20))
    assert len(bomb) < 10_000
    with pytest.raises(Broken, match="larger"):
        office.write_words(kept(bomb), Kind.DOCUMENT, Words(10 << 20))


def test_a_list_of_contents_that_would_fill_the_memory_is_not_read(kept, monkeypatch):
    monkeypatch.setattr("otokui.core.content.archive._LARGEST_LIST", 500)
    with pytest.raises(Broken, match="too long"):
        names_inside(kept(samples.packed({f"{number}": "" for number in range(20)}, zipped=False)))


def test_a_photograph_is_shown_upright_and_without_where_it_was_taken(kept, tmp_path):
    content = samples.photograph()
    assert Image.open(kept(content)).getexif().get_ifd(0x8825)
    drawn = apart.draw(kept(content), tmp_path / "out.jpg", kind=Kind.PICTURE, longest=30)
    assert drawn is not None
    with Image.open(tmp_path / "out.jpg") as shown:
        assert shown.size == (20, 30)
        assert not shown.getexif()
        top, bottom = shown.getpixel((10, 4)), shown.getpixel((10, 26))
    assert top[0] > 200 > top[2]
    assert bottom[2] > 200 > bottom[0]


def test_a_page_is_drawn(kept, tmp_path):
    path = kept(samples.pdf("one", "two"))
    drawn = apart.draw(path, tmp_path / "out.jpg", kind=Kind.PDF, longest=200, page=1)
    assert drawn is not None
    assert drawn.pages == 2
    assert max(Image.open(tmp_path / "out.jpg").size) == 200
    assert apart.draw(path, tmp_path / "no.jpg", kind=Kind.PDF, longest=200, page=2) is None


@pytest.mark.parametrize(
    "content", [b"\xff\xd8\xff broken", samples.picture("PNG")[:60], SVG, b"%PDF-1.7 no"]
)
def test_what_is_broken_is_not_shown(kept, tmp_path, content):
    for kind in (Kind.PICTURE, Kind.PDF):
        with pytest.raises(Broken):
            draw(kept(content), tmp_path / "out.jpg", kind=kind, longest=30, page=0)


def test_the_process_says_no_as_well(kept):
    path = kept(samples.word("&a;", head=OUTSIDE))
    assert apart.read_text(path, kind=Kind.DOCUMENT, limit=1000) is None


def test_the_process_is_handed_no_secret(kept, tmp_path, monkeypatch):
    (tmp_path / "python").write_text(f"#!/bin/sh\nenv > {tmp_path}/seen\n")
    (tmp_path / "python").chmod(0o755)
    monkeypatch.setattr(apart.sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    assert apart.read_text(kept(b"abc"), kind=Kind.TEXT, limit=10) == ""
    seen = (tmp_path / "seen").read_text()
    assert "PATH=" in seen
    assert "DATABASE_URL" not in seen


def test_whatever_happens_to_the_process_nobody_else_is_hurt(kept, monkeypatch):
    monkeypatch.setattr(apart, "SECONDS", 0.01)
    assert apart.read_text(kept(b"abc"), kind=Kind.TEXT, limit=10) is None
