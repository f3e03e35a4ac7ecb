"""The second factor at sign-in: codes of an authenticator app (TOTP), and codes on paper for when it is lost.

allauth keeps and checks them; they are stored encrypted with a key that only this installation has.
"""

import base64
import hmac
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from allauth.mfa.adapter import DefaultMFAAdapter, get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction

from otokui.domain.accounts.models import Staff

_LAST = "last_step"
"""Beside the secret: the half minute of the last code that opened. Older codes open nothing any more."""


class Secrets(DefaultMFAAdapter):  # type: ignore[misc] # allauth has no types here
    """Never in the clear in the database: a stolen backup alone opens nothing."""

    def encrypt(self, text: str) -> str:
        return encrypted(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypted(encrypted_text)


@cache
def _lock(key: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"otokui second factor").derive(
        key.encode()
    )
    return Fernet(base64.urlsafe_b64encode(derived))


def encrypted(text: str) -> str:
    """With the installation's key."""
    return _lock(settings.SECRET_KEY).encrypt(text.encode()).decode()


def decrypted(text: str) -> str:
    """What `encrypted` has hidden. "" where the key is another by now: then no code fits any more."""
    try:
        return _lock(settings.SECRET_KEY).decrypt(text.encode()).decode()
    except InvalidToken:
        return ""


def new_secret() -> str:
    """A secret to be shared with an app, in the letters that apps read."""
    return str(generate_totp_secret())


def step_of(secret: str, code: str, *, after: int = 0) -> int | None:
    """The half minute in which an app that knows the secret shows this code, one off at most.

    None where it does not fit, or is not later than the step `after`: each code opens once.
    """
    typed = code.replace(" ", "").encode()
    steps = yield_hotp_counters_from_time() if secret else ()
    return next(
        (
            step
            for step in steps
            if step > after
            and hmac.compare_digest(format_hotp_value(hotp_value(secret, step)).encode(), typed)
        ),
        None,
    )


@transaction.atomic
def _used_by(member: Staff, code: str) -> Authenticator | None:
    """What this code opens; from now on it opens nothing any more, whatever process is asked."""
    kept = Authenticator.objects.select_for_update().filter(user=member, type__in=("totp", "recovery_codes"))
    for one in kept.order_by("-type"):  # the app first
        if one.type == Authenticator.Type.TOTP:
            step = step_of(decrypted(one.data["secret"]), code, after=one.data.get(_LAST, 0))
            if step is not None:
                one.data[_LAST] = step
                one.save(update_fields=["data"])
                return one
        elif RecoveryCodes(one).validate_code(code):
            return one
    return None


class CodeForm(AuthenticateForm):  # type: ignore[misc]
    """allauth's own remembers used codes in the memory of one process; ours beside the secret."""

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        self.authenticator = _used_by(self.user, code)
        if self.authenticator is None:
            raise get_adapter().validation_error("incorrect_code")
        self.authenticator.user = self.user
        return code


def address_of(secret: str, *, member: str, issuer: str) -> str:
    """What the picture says to the app."""
    label = f"{issuer}:{member}"
    return f"otpauth://totp/{quote(label)}?{urlencode({'secret': secret, 'issuer': issuer}, quote_via=quote)}"


def picture_of(text: str) -> tuple[int, str]:
    """A QR code: its side in squares, and the squares as the path of an SVG."""
    import qrcode

    code = qrcode.QRCode(border=0, error_correction=qrcode.ERROR_CORRECT_M)
    code.add_data(text)
    code.make(fit=True)
    rows: list[list[bool]] = code.get_matrix()
    squares = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark
    )
    return len(rows), squares


def keep(member: Staff, secret: str, *, step: int) -> None:
    """From now on sign-in asks for a code later than that of `step`; codes on paper come with it."""
    kept = TOTP.activate(member, secret).instance
    kept.data[_LAST] = step
    kept.save(update_fields=["data"])
    RecoveryCodes.activate(member)


def forget(member: Staff) -> None:
    """Sign-in asks for the password alone."""
    Authenticator.objects.filter(user=member).delete()


def renew_codes(member: Staff) -> None:
    """Other codes on paper; the old ones fit no more."""
    Authenticator.objects.filter(user=member, type=Authenticator.Type.RECOVERY_CODES).delete()
    RecoveryCodes.activate(member)


def codes_of(member: Staff) -> list[str]:
    """The codes on paper that are not used yet, none without a second factor. One SQL query."""
    kept: Any = Authenticator.objects.filter(user=member, type=Authenticator.Type.RECOVERY_CODES).first()
    return list(RecoveryCodes(kept).get_unused_codes()) if kept else []
