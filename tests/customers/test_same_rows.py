"""Whether a customer comes from a file or is typed in: the same rows lie in the books."""

from datetime import date

import pytest

from otokui.domain.customers import public
from otokui.domain.customers.models import Address, Customer, Mail, Phone
from otokui.domain.customers.types import (
    AddressInput,
    AttributeInput,
    AttributeKind,
    CustomerInput,
    CustomerKind,
    CustomerRow,
    MailInput,
    MatchKey,
    PhoneInput,
    Policy,
)
from tests.customers.test_write_customers import NOW, TODAY

pytestmark = pytest.mark.django_db

_ITS_OWN = {"id", "customer_id", "created_by_run"}
AWKWARD = 'a\\b "c", {d}\n\te \\N 髙﨑'


def rows_of(model):
    return [
        {name: value for name, value in row.items() if name not in _ITS_OWN}
        for row in model.objects.order_by("pk").values()
    ]


def everything():
    return {model: rows_of(model) for model in (Customer, Phone, Mail, Address)}


PEOPLE = {
    "a person": (
        {
            "code": "001",
            "family_name": "髙﨑",
            "given_name": "花子",
            "family_kana": "たかさき",
            "given_kana": "ハナコ",
            "honorific": "様",
            "birthday": date(1970, 5, 1),
            "customer_since": date(2019, 4, 1),
            "line_id": "U1",
            "memo": AWKWARD,
            "reason_chosen": "口コミ",
            "tags": ("甘党", 'と"き,ど{き}', "\\"),
            "attributes": {"hobby": AWKWARD},
        },
        "03-1111-2222",
        "Hana@Example.jp",
        AddressInput("104-0061", "", "東京都中央区銀座１丁目2番3号", "１０２"),
    ),
    "a company": (
        {
            "code": "002",
            "kind": CustomerKind.COMPANY,
            "company_name": "㈱みどり商店",
            "company_kana": "ミドリ",
        },
        "+81 3-3333-4444",
        "info@example.jp",
        AddressInput(postal_code="", line="京都市下京区四条通烏丸東入"),
    ),
    "hardly anybody": ({"code": "003", "given_name": "\\N"}, "090", "x@y", AddressInput("1234567")),
}


@pytest.mark.parametrize("who", PEOPLE)
def test_a_file_and_a_form_write_the_same(who):
    known, phone, mail, address = PEOPLE[who]
    public.define_attribute(AttributeInput("hobby", "趣味", AttributeKind.TEXT))
    form = CustomerInput(**known, phones=(PhoneInput(phone),), mails=(MailInput(mail),), addresses=(address,))
    public.create_customer(form, now=NOW, today=TODAY)
    typed = everything()
    Customer.objects.all().delete()
    row = CustomerRow(1, **known, phones=(phone,), mails=(mail,), address=address)
    result = public.write_customers([row], match=MatchKey.CODE, policy=Policy.BOTH, now=NOW, today=TODAY)
    assert not result.problems
    assert everything() == typed
