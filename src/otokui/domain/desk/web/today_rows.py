"""Rows of 今日 ready for the template: words, links, and the signed ticket by which a row is acted on."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache, partial
from typing import Any, Final
from urllib.parse import quote

from django.core import signing
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from otokui.core.kernel.kept import Kept
from otokui.core.kernel.names import addressed
from otokui.core.kernel.phone import plain_phone
from otokui.core.ui import figures
from otokui.domain.accounts.types import BusinessSettings
from otokui.domain.campaigns.public import WHY_LABELS
from otokui.domain.customers.types import ContactWay
from otokui.domain.desk.queries.today import HeldRow, TodayPage, TodayRow
from otokui.domain.desk.rules.today.facts import Kind, Way
from otokui.domain.desk.rules.today.ways import purpose_of
from otokui.domain.desk.web.today_labels import (
    ACT_WORDS,
    CALL_OUTCOMES,
    DONT_WORDS,
    HELD_WORDS,
    KIND_ICONS,
    KIND_LABELS,
    KIND_TONES,
    LATER,
    ORDER_KINDS,
    REFUSED_WAYS,
    TALK_OUTCOMES,
    WAY_WORDS,
)
from otokui.domain.desk.web.today_say import say
from otokui.domain.desk.web.today_why import Money, why
from otokui.domain.desk.web.today_written import DrawnRow, DrawnWay, Pen, with_ticket
from otokui.domain.insights.public import in_stock_until

SALT = "desk.today.row"
_ROWS: Final[Kept[tuple[Any, ...], tuple[str, str]]] = Kept(600)
"""Written rows and what their tickets say, by customer and look: as long as the row says the same."""


def drawn(page: TodayPage) -> dict[str, Any]:
    """Context of everything around the rows."""
    total = page.done.finished + page.people
    return {
        "page": page,
        "kinds": [
            {"key": kind, "label": label, "icon": KIND_ICONS[kind], "count": page.kinds[kind]}
            for kind, label in KIND_LABELS.items()
            if page.kinds.get(kind)
        ],
        "held": [_held(one, page.business) for one in page.held],
        "total": total,
        "rest": page.people - len(page.rows),
    }


@lru_cache(maxsize=8)
def drawn_panels(today: date, language: str) -> SafeString:
    """The panels that open below the buttons of a row: the same for all rows, all day."""
    panels = [
        {"id": "act-order", "outcomes": CALL_OUTCOMES, "asks_until": True},
        {"id": "act-talk", "outcomes": TALK_OUTCOMES},
        {"id": "act-why", "outcomes": TALK_OUTCOMES, "asks_why": True, "answers": WHY_LABELS.items()},
    ]
    later = [(today + timedelta(days=days), word) for days, word in LATER]
    context = {"panels": panels, "later": later, "today": today}
    return render_to_string("desk/today_panels.html", context)


def drawn_rows(page: TodayPage, *, may_act: bool) -> SafeString:
    """The rows: who, why, what to say, which way, what not to do, and how to act on it."""
    business, language = page.business, get_language()
    money = partial(figures.money, currency=business.currency, minor_units=business.minor_units)
    words = {key: str(word) for key, word in ACT_WORDS.items()}
    pen = Pen(money=money, words=words, may_act=may_act)
    signer = signing.TimestampSigner(salt=SALT)
    look = (language, may_act, business.currency, business.minor_units)

    def written(row: TodayRow) -> str:
        key = (row.customer.id, *look)
        known = _ROWS.find(key, row)
        if known is None:
            drawn = _row(row, money)
            known = _ROWS.keep(key, row, (pen.row(drawn), _said(row, drawn)))
        html, said = known
        return with_ticket(html, signer.sign(said)) if may_act else html

    # Every text that people typed has gone through `escape`.
    return mark_safe("".join(map(written, page.rows)))


def _row(row: TodayRow, money: Money) -> DrawnRow:
    sentence, script = why(row, row.first.cause, money), say(row)
    ways = [_way(row, way, script) for way in row.ways]
    return DrawnRow(
        customer=row.customer,
        customer_class=row.story.customer_class,
        state=row.standing.state if row.standing else None,
        kind_label=str(KIND_LABELS[row.kind]),
        kind_icon=KIND_ICONS[row.kind],
        kind_tone=KIND_TONES.get(row.kind, "plain"),
        why=sentence,
        say=script,
        more=[(str(KIND_LABELS[one.cause.kind]), why(row, one.cause, money)) for one in _speakable(row)],
        donts=[str(DONT_WORDS[code]) for code in row.donts],
        stake=row.first.stake,
        ways=ways,
        by_line=any(way.way is ContactWay.LINE and not way.refused for way in ways),
        panel=_panel(row.kind),
        until=in_stock_until(row.story.today, row.first.cause.gap),
    )


def _panel(kind: Kind) -> str:
    """Only awaited orders are asked why they do not come."""
    if kind is Kind.WHY_NOT_MORE:
        return "act-why"
    return "act-order" if kind in ORDER_KINDS else "act-talk"


def _speakable(row: TodayRow) -> Iterable[Any]:
    """The other reasons; an add-on only where it was found."""
    return (one for one in row.more if one.cause.kind is not Kind.ADDON or row.addon is not None)


def _way(row: TodayRow, way: Way, script: str) -> DrawnWay:
    link, greeting = "", addressed(row.customer.name, row.customer.honorific)
    if way.way is ContactWay.CALL:
        link = f"tel:{way.target}"
    elif way.way is ContactWay.MAIL:
        body = f"{greeting}\n\n{script}\n"
        link = f"mailto:{way.target}?subject={quote(_('A word from us'))}&body={quote(body)}"
    refused = (
        f"{way.refused}_line" if way.way is ContactWay.LINE and way.refused == "no_consent" else way.refused
    )
    return DrawnWay(
        way=way.way,
        word=str(WAY_WORDS[way.way]),
        link=link,
        target=plain_phone(row.customer.phone) if way.way is ContactWay.CALL else way.target,
        copy=f"{greeting}\n\n{script}" if way.way is ContactWay.LINE else "",
        refused=str(REFUSED_WAYS.get(refused, "")),
    )


def _held(one: HeldRow, business: BusinessSettings) -> dict[str, Any]:
    words = ""
    if one.free_at is None:
        words = str(HELD_WORDS.get(one.refused, HELD_WORDS[""]))
    return {
        "customer": one.row.customer,
        "standing": one.row.standing,
        "kind_label": KIND_LABELS[one.row.kind],
        "free_at": one.free_at.astimezone(business.zone).date() if one.free_at else None,
        "words": words,
    }


def _plain(row: TodayRow, sentence: str, script: str) -> dict[str, Any]:
    """What the row asks for."""
    cause, reason = row.first.cause, row.first
    last_on = row.standing.last_on if row.standing else None
    return {
        "c": row.customer.id,
        "k": str(row.kind),
        "f": reason.follow_up,
        "o": reason.origin,
        "r": sentence[:300],
        "s": script,
        "m": reason.stake,
        "p": [None, *cause.products[:1]] if cause.whole else list(cause.products),
        "l": last_on.isoformat() if last_on else None,
        "n": addressed(row.customer.name, row.customer.honorific),
        "g": cause.gap,
        "u": str(purpose_of(cause)),
    }


def _said(row: TodayRow, drawn: DrawnRow) -> str:
    """What the row asks for, to be signed: whoever acts on it acts on what was shown.

    As `signing.loads` reads it, but for the time and the signature.
    """
    plain = _plain(row, drawn.why, drawn.say)
    return signing.dumps(plain, salt=SALT, compress=True).rsplit(":", 2)[0]
