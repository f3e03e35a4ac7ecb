"""What a new password must be."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from otokui.domain.accounts.models import Staff


def why_not_password(password: str, member: Staff | None = None) -> str:
    """In the reader's language, why this is no good password; "" if it is one."""
    try:
        validate_password(password, user=member)
    except ValidationError as problem:
        return " ".join(problem.messages)
    return ""
