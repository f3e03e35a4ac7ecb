"""Conditions in an address: everything that narrows a list can be sent to a colleague as a link."""

import base64
import binascii
import json

from otokui.core.kernel.errors import Refused
from otokui.domain.insights.public import audiences
from otokui.domain.insights.types.audience import Audience

_LONGEST = 6000


def written(audience: Audience) -> str:
    """The conditions as a word for an address; "" for none."""
    if not audience:
        return ""
    text = json.dumps(audiences.to_plain(audience), ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read(token: str) -> Audience:
    """The conditions again; `Refused` (bad_conditions) if it is not one of ours."""
    if not token:
        return Audience()
    try:
        plain = json.loads(base64.urlsafe_b64decode(token[:_LONGEST] + "=" * (-len(token) % 4)))
    except (ValueError, binascii.Error):
        raise Refused("These are not conditions.", code="bad_conditions") from None
    return audiences.from_plain(plain)
