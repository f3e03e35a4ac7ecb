"""What was merged (名寄せ), row by row, so that it can be taken back."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from otokui.core.platform.audit import track_changes
from otokui.domain.customers.models.customer import Customer


@track_changes
class Merge(models.Model):
    """One customer turned out to be another. The row stays when the merge is taken back.

    `before` and `after` hold those of the survivor's own columns that the merge set, the shop's own fields as
    `attributes.KEY`; `codes` the customer numbers of both before. `followers` had been merged into the merged
    one earlier. `newest` names by table the newest row there was: what the survivor got since lies beyond.
    `rule` is the clean-up rule that did it, empty for work by hand. `told` is what the taking back said.
    """

    survivor = models.ForeignKey(
        Customer, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+", db_index=False
    )
    merged = models.ForeignKey(
        Customer, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    rule = models.CharField(max_length=40, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    codes = models.JSONField(default=list)
    followers = ArrayField(models.BigIntegerField(), default=list)
    newest = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    told = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at__isnull=True), name="merged_into_one"
            ),
            models.CheckConstraint(condition=~Q(survivor=models.F("merged")), name="merged_into_another"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["survivor", "-id"], name="merges_of_survivor"),
            models.Index(fields=["-at", "-id"], name="merges_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.merged_id} → {self.survivor_id}"


class MergedRow(models.Model):
    """A row that changed hands in a merge, or (`kept`) one that stayed with the merged customer. Append-only.

    `table` is the model's label, `field` the column by which the row names its customer; `before` what else
    of the row the merge set.
    """

    merge = models.ForeignKey(Merge, on_delete=models.CASCADE, related_name="rows", db_index=False)
    table = models.CharField(max_length=80)
    field = models.CharField(max_length=40)
    row = models.BigIntegerField()
    from_id = models.BigIntegerField()
    to_id = models.BigIntegerField()
    kept = models.CharField(max_length=12, blank=True)
    before = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["merge", "table", "row"], name="rows_of_merge")]

    def __str__(self) -> str:
        return f"{self.table} {self.row}"
