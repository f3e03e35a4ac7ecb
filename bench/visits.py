"""`python -m bench.visits`: a session and the addresses to visit, for the database of DATABASE_URL."""

import json
import os
import random
from urllib.parse import quote, urlencode

from bench import people
from bench.big_shop_purchases import busy

_KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリル"
_LETTERS = "アカサタナハマヤラワ"
_CLASSES = ("prospect", "first", "toddler", "steady", "trend", "best")
_STATES = ("active", "dormant", "dead")
_DEPTHS = 40


def visits() -> dict[str, list[str]]:
    """Paths by the kind of screen, the same ones each time."""
    from otokui.domain.customers.models import Customer, Phone

    dice = random.Random(5)
    customers = Customer.objects.count()
    digits = list(Phone.objects.filter(customer_id__in=range(1, customers, max(1, customers // 60))))
    return {
        "list": ["/customers/"],
        "deep": [_list(cursor=cursor) for cursor in _cursors(customers)],
        "narrowed": [
            _list(**{"class": one, "state": state}) for one in _CLASSES[1:] for state in ("", *_STATES)
        ]
        + [_list(**{"class": "prospect"}), *(_list(letter=letter) for letter in _LETTERS)],
        "sorted": [
            _list(sort=sort, **{"class": one}) for sort in ("last", "money") for one in ("", *_CLASSES)
        ],
        "combined": [
            _list(**{"class": one, "state": state, "letter": letter, "overdue": "1"})
            for one in _CLASSES[1:]
            for state in _STATES
            for letter in _LETTERS[::3]
        ],
        "bought": _bought(),
        "conditions": _conditions(),
        "seen": _in_sight(),
        "name": [_list(q=word) for word in words(dice)],
        "phone": [_list(q=phone.number) for phone in digits]
        + [_list(q=phone.digits[-4:]) for phone in digits],
        "customer": [f"/customers/{one}/" for one in busy(customers)],
        "everything": [f"/search/?{urlencode({'q': word})}" for word in words(dice)],
        "today": ["/today/"],
        "orders": ["/orders/"],
        "analysis": ["/analysis/?months=24"],
        "analyses": [
            *("/analysis/moves/", "/analysis/rfm/", "/analysis/repeat/", "/analysis/sales/?months=24"),
            *(f"/analysis/table/?months=24&of={of}" for of in ("classes", "shop", "takings")),
        ],
        "people": [f"/analysis/people/?of={mark}" for mark in _marks()],
    }


def _bought() -> list[str]:
    """Lists of who bought what and when, of much and of little sold goods, and the lists that ship."""
    from otokui.domain.desk.web.audiences.tokens import written
    from otokui.domain.insights.rules.standing_lists import STANDING_LISTS
    from otokui.domain.insights.types.audience import Audience, OneOf, Ranking, Trait
    from otokui.domain.purchases.types import Bought, Days

    best = OneOf(what=Trait.CLASS, keys=("best",))
    asked = [
        Bought(products=(product,), days=Days(last=days), times=times, never=never)
        for product in (1, 5, 40, 400, 1500)
        for days, times, never in ((90, 1, False), (365, 2, False), (365, 1, True))
    ]
    audiences = [Audience(conditions=(one,)) for one in asked]
    audiences += [Audience(conditions=(one, best), ranking=Ranking.MONEY, limit=50) for one in asked]
    return [_list(**{"if": written(one)}) for one in audiences] + [_list(list=key) for key in STANDING_LISTS]


def _conditions() -> list[str]:
    """Lists by each other condition: what is usual, and what is rare."""
    from otokui.domain.desk.web.audiences.tokens import written
    from otokui.domain.insights.types.audience import (
        Audience,
        Condition,
        Figure,
        Holds,
        Mark,
        OneOf,
        Says,
        Trait,
        Within,
        Wording,
    )

    traits = {
        Trait.CLASS: ("best", "prospect"), Trait.STATE: ("dormant",), Trait.KIND: ("person",),
        Trait.IN_CHARGE: ("6", "2"), Trait.PREFECTURE: ("北海道", "東京都"), Trait.HOUSEHOLD: ("couple",),
        Trait.CONSENT: ("mail",), Trait.BIRTH_MONTH: ("5",), Trait.ORDER_VALUE: ("low", "high"),
        Trait.DISCOUNT: ("mostly",),
    }  # fmt: skip
    figures = {
        Figure.ORDERS: (5, None), Figure.NET: (50_000, None), Figure.AVERAGE: (None, 2_000),
        Figure.SILENT: (30, 60), Figure.R: (5, None), Figure.F: (None, 1), Figure.M: (5, None),
        Figure.DUE_IN: (None, 7), Figure.DORMANT_IN: (None, 30), Figure.BIRTHDAY_IN: (0, 14),
        Figure.UNTOUCHED: (90, None), Figure.KNOWN: (50, None), Figure.DISCOUNT_SHARE: (30, None),
    }  # fmt: skip
    asked: list[Condition] = [OneOf(what=what, keys=(key,)) for what, keys in traits.items() for key in keys]
    asked += [OneOf(what=what, keys=keys[:1], never=True) for what, keys in traits.items()]
    asked += [Within(what=what, least=least, most=most) for what, (least, most) in figures.items()]
    asked += [Holds(what=mark, yes=yes) for mark in Mark for yes in (True, False)]
    asked += [
        Says(what=Wording.POSTAL_CODE, text="123"),
        Says(what=Wording.REASON, text="味"),
        Says(what=Wording.BEHIND, text="top:20"),
    ]
    return [
        _list(**{"if": written(Audience(conditions=(one,)))}, sort=sort)
        for one in asked
        for sort in ("", "money")
    ]


def _in_sight() -> list[str]:
    """What a salesperson opens: lists in each order, by class and search, what was bought, figures, 今日."""
    lists = [
        _list(sort=sort, **{"class": one}) for sort in ("reading", "last", "money") for one in ("", *_CLASSES)
    ]
    lists += [_list(**{"class": one, "state": "dormant", "overdue": "1"}) for one in _CLASSES[1:]]
    lists += [_list(letter=letter, sort=sort) for letter in _LETTERS[::4] for sort in ("", "money")]
    lists += [_list(q=word) for word in ("佐", "サトウ", "田中", "花子", "4567")]
    analysis = ["", "moves/", "rfm/", "repeat/", "sales/", "people/?of=top:20", "people/?of=year:left"]
    return [*lists, *_bought()[::3], "/today/", "/orders/", *(f"/analysis/{page}" for page in analysis)]


def _marks() -> list[str]:
    """Numbers of the newest survey, which is counted if it has not been."""
    from django.utils import timezone

    from otokui.domain.insights.actions.survey_run import survey_run
    from otokui.domain.insights.public import find_current_run, find_survey

    if find_survey() is None and (run := find_current_run()) is not None:
        survey_run(run=run.id, now=timezone.now())
    survey = find_survey()
    if survey is None:
        return ["top:20"]
    months = [f"{end:%Y-%m}" for end in survey.window.ends[-13:-1]]
    parts = [f"class:{month}:{one}:{part}" for month in months for one in ("first", "best")
             for part in ("stay", "left")]  # fmt: skip
    more = [f"existing:{month}" for month in months] + [f"first:{month}:90:two" for month in months]
    return [*parts, *more, "top:20", "top:100", "year:left", "move:then:*:/dormant"]


def words(dice: random.Random, count: int = 300) -> list[str]:
    """What people type: a kanji or kana, a family or given name, the beginning of a whole name."""
    found = [*people.FAMILY, *people.GIVEN, *_KANA]
    for family, given, kana, _reading in people.people(count, random.Random(13)):
        found += [family, given, (family + given)[:3], dice.choice(given)]
        found += [kana[:2], kana[:3]] if kana else []
    return dice.sample(found, min(len(found), 3 * count))


def session(staff: int) -> str:
    """The key of a session in which this one of the staff is signed in."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from otokui.domain.accounts.models import Staff

    member = Staff.objects.get(pk=staff)
    store = SessionStore()
    store[SESSION_KEY] = str(member.pk)
    store[BACKEND_SESSION_KEY] = "otokui.domain.accounts.adapters.backend.StaffBackend"
    store[HASH_SESSION_KEY] = member.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def _cursors(customers: int) -> list[str]:
    """Marks at even distances from the first customer to the last."""
    from otokui.core.kernel.cursors import encode_cursor
    from otokui.domain.customers.models import Customer

    keys = Customer.objects.order_by("sort_key", "id").values_list("sort_key", "id")
    depths = range(0, customers - 100, max(1, customers // _DEPTHS))
    return [encode_cursor(*keys[depth]) for depth in depths]


def _list(**asked: str) -> str:
    return "/customers/?" + urlencode(
        {name: value for name, value in asked.items() if value}, quote_via=quote
    )


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "otokui.project.settings"
    import django

    django.setup()
    from bench.big_shop_rows import FEW_SEEN, HALF_SEEN

    sessions = {
        reader: session(staff) for reader, staff in (("all", 1), ("few", FEW_SEEN), ("half", HALF_SEEN))
    }
    print(json.dumps({"sessions": sessions, "visits": visits()}))
