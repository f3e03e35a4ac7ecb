"""What templates write once and keep."""

import pytest
from django.template import Context, engines
from django.utils import translation

WORDS = "{% load i18n otokui %}"


def written(source: str, **context: object) -> str:
    template = engines["django"].from_string(WORDS + source)
    return "|".join(_in(template, language, context) for language in ("ja", "en", "ja"))


def _in(template, language: str, context: dict[str, object]) -> str:
    with translation.override(language):
        return str(template.render(dict(context)))


def test_fixed_words_are_those_of_each_language():
    assert written('{% translate "Birthday" %}') == "誕生日|Birthday|誕生日"
    assert written('{% translate "Birthday" as day %}{{ day }}') == "誕生日|Birthday|誕生日"
    assert written('{% translate "Mail" context "contact" %}') == "メール|Mail|メール"


def test_words_that_come_with_the_page_are_looked_up_each_time():
    template = engines["django"].from_string(WORDS + "{% translate words %}")
    assert [_in(template, "ja", {"words": words}) for words in ("Birthday", "Tags")] == ["誕生日", "タグ"]


def test_a_kept_part_is_written_once_for_equal_values():
    template = (
        engines["django"]
        .from_string(WORDS + '{% kept name %}{{ name }} {{ other }} {% translate "Tags" %}{% endkept %}')
        .template
    )
    with translation.override("ja"):
        said = [
            template.render(Context({"name": name, "other": other}))
            for name, other in (("<a>", 1), ("<a>", 2), ("b", 3))
        ]
    assert said == ["&lt;a&gt; 1 タグ", "&lt;a&gt; 1 タグ", "b 3 タグ"]
    with translation.override("en"):
        assert template.render(Context({"name": "b", "other": 4})) == "b 4 Tags"


@pytest.mark.parametrize("words", ["a & b", "<b>"])
def test_a_hint_says_its_words_to_those_who_listen_too(words):
    said = written("{% hint words %}", words=words).split("|")[0]
    safe = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert said.count(safe) == 2
    assert f'aria-label="{safe}"' in said
