"""Settings that are kept in versions: a change is the next version, and any of them can come back."""

import pgtrigger
from django.conf import settings
from django.db import models


class KeptVersion(models.Model):
    """Who saved a version, when and why. Who inherits it adds what was saved, and `never_changed`."""

    note = models.CharField(max_length=500, default="")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    saved_at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.pk}"


def never_changed(name: str) -> pgtrigger.Protect:
    """The trigger, by its name, under which the database keeps each version as it was saved."""
    return pgtrigger.Protect(name=name, operation=pgtrigger.Update | pgtrigger.Delete)
