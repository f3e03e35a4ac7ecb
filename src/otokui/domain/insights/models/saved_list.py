"""Lists of customers that people keep, and how each of them looks at the list."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from otokui.core.platform.audit import track_changes
from otokui.domain.insights.types.saved_lists import Sharing


@track_changes
class SavedList(models.Model):
    """A list under a name (保存リスト): conditions, never people, so it fills by itself.

    `conditions` is `rules.audiences.to_plain`. A deleted list stays so that it can be taken back.
    """

    name = models.CharField(_("name"), max_length=100)
    owner = models.ForeignKey(
        "accounts.Staff", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    sharing = models.CharField(
        _("who sees it"), max_length=8, choices=[(word.value, word.value) for word in Sharing], default="own"
    )
    conditions: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    changed_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(name=""), name="saved_list_has_a_name"),
            models.CheckConstraint(
                condition=Q(sharing__in=[word.value for word in Sharing]), name="saved_list_sharing_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


@track_changes
class ListLook(models.Model):
    """How one member of staff looks at the list of customers: columns in their order, lists put away.

    `columns` empty: the usual ones; `of_lists`: those of single lists, by key. `hidden`: keys of
    standing lists and ids of saved ones.
    """

    staff = models.OneToOneField("accounts.Staff", on_delete=models.CASCADE, primary_key=True)
    columns = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    of_lists: "models.JSONField[dict[str, list[str]], dict[str, list[str]]]" = models.JSONField(
        default=dict, db_default={}, blank=True
    )
    hidden = ArrayField(models.CharField(max_length=40), default=list, blank=True)

    def __str__(self) -> str:
        return f"{self.staff_id}"
