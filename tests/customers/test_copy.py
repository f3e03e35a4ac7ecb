"""What goes to PostgreSQL by COPY comes out of it as it went in."""

from datetime import date

import pytest

from otokui.domain.customers.adapters.bulk import array_text, copy_rows, document_text
from otokui.domain.customers.models import Customer

pytestmark = pytest.mark.django_db

_PLAIN = {
    "created_at": "2026-04-01",
    "updated_at": "2026-04-01",
    "memo_pops_up": False,
    "open_complaint": False,
}
_EMPTY = {
    field.name: ""
    for field in Customer._meta.local_fields
    if field.get_internal_type() in {"CharField", "TextField"} and field.name not in {"code", "memo", "kind"}
}
_ODD = [
    "",
    "\\N",
    "\\",
    "a\\tb",
    "a\tb",
    "two\nlines",
    "\r\n",
    "\\.",
    "髙﨑\u3000花子",
    '"quoted", {x}',
    "\x01",
    "😀",
]


def test_texts_with_the_marks_of_copy_itself():
    alike = _PLAIN | _EMPTY | {"kind": "person", "version": 1, "search": "", "honorific": "\t様\\"}
    alike |= {"tags": array_text(["a\\b", 'c"d', "e\tf"]), "attributes": document_text({"k": "two\nlines\\"})}
    copy_rows(Customer, ["code", "memo", "birthday"], [(None, text, None) for text in _ODD], alike=alike)
    copy_rows(Customer, ["code", "memo", "birthday"], [("\\1", "", date(1970, 2, 28))], alike=alike)
    found = list(Customer.objects.order_by("id"))
    assert [each.memo for each in found[:-1]] == _ODD
    assert {each.code for each in found[:-1]} == {None}
    assert (found[-1].code, found[-1].birthday) == ("\\1", date(1970, 2, 28))
    assert {each.honorific for each in found} == {"\t様\\"}
    assert found[0].tags == ["a\\b", 'c"d', "e\tf"]
    assert found[0].attributes == {"k": "two\nlines\\"}
    assert not found[0].memo_pops_up
