"""What a run saw of the whole shop: counted once, read by the pages of analysis."""

from typing import Any, ClassVar

from django.db import models


class Survey(models.Model):
    """The shop as of a run's day (全体の集計): transitions since a month before, RFM, concentration.

    `figures`: `transitions` [[from, to, customers]] with places like `best/active` and `new`, `rfm`
    [[r, f, customers, net]], `concentration` as `otokui.analytics.concentration` gives it.
    """

    run = models.OneToOneField(
        "insights.Run", on_delete=models.PROTECT, primary_key=True, related_name="survey"
    )
    before = models.DateField()
    figures: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.run_id}"


class Passage(models.Model):
    """One customer who moved between the two days of the newest survey (移った顧客); `new`: had no line then.

    Only those of the newest survey are kept; the customers themselves stand in the class history.
    """

    pk = models.CompositePrimaryKey("customer", "run")
    run = models.ForeignKey("insights.Run", on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(
        "customers.Customer",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
        db_index=False,
    )
    from_class = models.CharField(max_length=8)
    from_state = models.CharField(max_length=8, null=True)
    to_class = models.CharField(max_length=8)
    to_state = models.CharField(max_length=8, null=True)
    net = models.BigIntegerField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["from_class", "to_class", "-net", "customer"], name="passage_by_class"),
            models.Index(fields=["from_state", "to_state", "-net", "customer"], name="passage_by_state"),
            models.Index(fields=["-net", "customer"], name="passage_by_net"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.from_class} → {self.to_class}"
