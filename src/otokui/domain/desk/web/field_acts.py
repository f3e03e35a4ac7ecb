"""What a phone sends from the capture page: words and numbers → an act, and an answer that a script reads."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from otokui.core.platform.once import KeyTaken
from otokui.domain.accounts.public import requires
from otokui.domain.accounts.types import Permission
from otokui.domain.customers.types import Channel, HouseholdKind, ObservationKind, ObservationSource
from otokui.domain.desk.actions.field.do_act import HOUSEHOLD, do_act
from otokui.domain.desk.rules.field.acts import (
    ActKind,
    FieldAct,
    FieldAnswer,
    Met,
    Newcomer,
    State,
    said_by,
)
from otokui.domain.desk.rules.field.photos import LARGEST
from otokui.domain.desk.web.field import outdoors

_LONGEST = 1000
_UNSAID = frozenset({"csrfmiddlewaretoken"})


@require_POST
@requires(Permission.FIELD_CAPTURE)
def field_act(request: HttpRequest) -> JsonResponse:
    """Do it once; sent again it is answered as before. 422: no act, 409: the key is another act's."""
    try:
        sent = request.POST.dict()
        photo = _photo(request)
        act = _act(sent, photo)
    except (KeyError, ValueError):
        return _told(FieldAnswer(State.REFUSED, _("This cannot be read. Write it down again.")), 422)
    said = said_by({name: sent[name] for name in sent.keys() - _UNSAID}) + sha256(photo).hexdigest()
    try:
        answer = do_act(act, said=said, reader=outdoors(request), now=timezone.now())
    except KeyTaken:
        return _told(FieldAnswer(State.REFUSED, _("This cannot be read. Write it down again.")), 409)
    return _told(answer, 200)


def _told(answer: FieldAnswer, status: int) -> JsonResponse:
    return JsonResponse(answer.plain(), status=status)


def _act(sent: Mapping[str, str], photo: bytes) -> FieldAct:
    """`KeyError` or `ValueError` if it is no act."""
    kind = ActKind(sent["kind"])
    at = datetime.fromisoformat(sent["at"])
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    mark = sent.get("mark", "")
    if kind is ActKind.SEEN:
        _known(mark)
    return FieldAct(
        key=UUID(sent["key"]),
        kind=kind,
        at=at,
        occasion=ObservationSource(sent.get("occasion") or "delivery"),
        order_id=_number(sent.get("order", "")),
        customer_id=_number(sent.get("customer", "")),
        signed=sent.get("signed", "")[:_LONGEST],
        mark=mark,
        is_so=sent.get("so", "1") == "1",
        text=sent.get("text", "")[:_LONGEST],
        sure=sent.get("sure") == "1",
        newcomer=_newcomer(sent) if kind is ActKind.PROSPECT else None,
        photo=photo,
    )


def _photo(request: HttpRequest) -> bytes:
    """The picture, if there is one; of a larger one than may be kept only so much that this shows."""
    sent = request.FILES.get("photo")
    content: bytes = sent.read(LARGEST + 1) if sent else b""
    return content


def _known(mark: str) -> HouseholdKind | ObservationKind:
    if mark.startswith(HOUSEHOLD):
        return HouseholdKind(mark.removeprefix(HOUSEHOLD))
    return ObservationKind(mark)


def _newcomer(sent: Mapping[str, str]) -> Newcomer:
    return Newcomer(
        name=sent.get("name", "").strip()[:_LONGEST],
        kana=sent.get("kana", "").strip()[:_LONGEST],
        phone=sent.get("phone", "").strip()[:_LONGEST],
        mail=sent.get("mail", "").strip()[:_LONGEST],
        met=Met(sent.get("met") or "counter"),
        wish=sent.get("wish", "").strip()[:_LONGEST],
        consents=tuple(Channel(way) for way in sent.get("consents", "").split()),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None
