"""What an authenticator app shows (RFC 6238), written down once more: the app is not ours either."""

import base64
import hmac
import struct
import time


def shown_by_app(secret: str, *, ahead: int = 0) -> str:
    """The code of now, or of some half minutes ahead."""
    key = base64.b32decode(secret.replace(" ", ""))
    digest = hmac.digest(key, struct.pack(">Q", int(time.time()) // 30 + ahead), "sha1")
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 10**6:06}"
