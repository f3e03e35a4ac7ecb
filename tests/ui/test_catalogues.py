"""Japanese and English are complete, and the tool that says so finds what it should."""

import gettext
from pathlib import Path

import polib
import pytest

from otokui.locale.catalogue import LANGUAGES, collect, compile_catalogue, path_of, problems
from otokui.locale.messages import Message, all_messages, in_python, in_template


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_is_complete(language: str):
    assert problems(all_messages(), language) == []


def test_python_calls_are_found_under_the_name_they_were_imported_by():
    source = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
a = _("Name" " and more")
b = ngettext("%(n)d day", "%(n)d days", 3)
c = pgettext("outcome", "Done")
d = other("Not this")
"""
    assert [(m.context, m.text, m.plural) for m in in_python(source, "x.py")] == [
        ("", "Name and more", ""),
        ("", "%(n)d day", "%(n)d days"),
        ("outcome", "Done", ""),
    ]


def test_template_tags_are_found():
    source = """
<c-card title="{% translate 'One' %}">{{ _("Two")|upper }}{% translate "Three" context "x" as y %}
{% blocktranslate count n=x name=y %}{{ n }} job, 5% of {{ name }}{% plural %}{{ n }} jobs{% endblocktrans %}
{% blocktranslate trimmed %}
  Four
  lines
{% endblocktranslate %}
"""
    assert {(m.context, m.text, m.plural) for m in in_template(source, "x.html")} == {
        ("", "One", ""),
        ("", "Two", ""),
        ("x", "Three", ""),
        ("", "%(n)s job, 5%% of %(name)s", "%(n)s jobs"),
        ("", "Four lines", ""),
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    collect(
        [Message("Hello", "", "", "a.py"), Message("%(n)d day", "%(n)d days", "", "a.py")], "ja", tmp_path
    )
    return tmp_path


def fill(folder: Path, **texts: str) -> None:
    catalogue = polib.pofile(str(path_of("ja", folder)))
    for entry in catalogue:
        if entry.msgid_plural:
            entry.msgstr_plural = {0: texts["days"]}
        else:
            entry.msgstr = texts["hello"]
    catalogue.save()


HELLO = Message("Hello", "", "", "a.py")
DAYS = Message("%(n)d day", "%(n)d days", "", "a.py")


def test_gaps_leftovers_and_wrong_placeholders_are_named(folder: Path):
    assert len(problems([HELLO, DAYS], "ja", folder)) == 2  # nothing is translated yet
    fill(folder, hello="こんにちは", days="%(n)d日")
    assert problems([HELLO, DAYS], "ja", folder) == []
    assert problems([HELLO], "ja", folder) == ["ja: unused: '%(n)d day'"]
    assert problems([HELLO, DAYS, Message("New", "", "", "b.py")], "ja", folder) == [
        "ja: missing: 'New' (b.py)"
    ]
    fill(folder, hello="こんにちは", days="%(m)d日")
    assert [line.split(":")[1] for line in problems([HELLO, DAYS], "ja", folder)] == [" other placeholders"]


def test_collecting_again_keeps_translations_and_compiling_makes_them_readable(folder: Path):
    fill(folder, hello="こんにちは", days="%(n)d日")
    collect([HELLO, DAYS, Message("New", "", "", "b.py")], "ja", folder)
    assert compile_catalogue("ja", folder)
    assert not compile_catalogue("ja", folder)
    with path_of("ja", folder).with_suffix(".mo").open("rb") as file:
        read = gettext.GNUTranslations(file)
    assert read.gettext("Hello") == "こんにちは"
    assert read.ngettext("%(n)d day", "%(n)d days", 3) == "%(n)d日"
