"""The rows of contents and of what they say, and the base of every room's attached files."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from otokui.core.content.kinds import Kind
from otokui.core.platform.tokens import TokensField

LONGEST_NAME = 255


class Reading(models.TextChoices):
    """How far the text inside is known."""

    WAITING = "waiting"
    READ = "read"
    NOTHING = "nothing"
    UNREADABLE = "unreadable"


class StoredFile(models.Model):
    """One content, however many files have it. It lies in the store as long as this row is here."""

    sha256 = models.CharField(max_length=64, primary_key=True, db_collation="C")
    size = models.BigIntegerField(_("size in bytes"))
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in Kind])
    media_type = models.CharField(max_length=100)
    stored_at = models.DateTimeField()
    reading = models.CharField(max_length=10, choices=Reading.choices, default=Reading.WAITING)

    class Meta:
        app_label = "platform"

    def __str__(self) -> str:
        return self.sha256


class FileText(models.Model):
    """A piece of the text inside, with its search tokens.

    Pieces overlap by some characters, so that no word is cut in all of them. A tsvector knows no places
    behind 16,383, hence pieces.
    """

    content = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="texts", db_index=False)
    place = models.IntegerField()
    text = models.TextField()
    search = TokensField()

    class Meta:
        app_label = "platform"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["content", "place"], name="file_text_place_once")
        ]
        indexes: ClassVar = [GinIndex(fields=["search"], name="file_text_by_token")]

    def __str__(self) -> str:
        return f"{self.content_id} {self.place}"


class AttachedFile(models.Model):
    """A file at a record. The same name again is its next version; which one is told by the order of ids.

    A room's model adds the records it may hang on, `staff`, and `track_changes`. Rows never change but for
    the note, the count of downloads, and being hidden: a hidden file stays for some weeks, then the sweep
    takes it.
    """

    content = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("file name"), max_length=LONGEST_NAME)
    note = models.CharField(_("note"), max_length=300, blank=True)
    at = models.DateTimeField(_("when"))
    hidden_at = models.DateTimeField(_("removed"), null=True, blank=True)
    downloads = models.IntegerField(_("downloads"), default=0)
    search = TokensField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name
