"""What was seen of the whole shop: counted each night, read by the pages of analysis."""

from typing import Any, ClassVar

from django.db import models


class Survey(models.Model):
    """The shop at the end of the day `as_of` under a run (全体の集計); a later day takes its place.

    `figures`: `otokui.analytics.figures`, and how customers began (`beginnings`).
    """

    run = models.OneToOneField(
        "insights.Run", on_delete=models.PROTECT, primary_key=True, related_name="survey"
    )
    as_of = models.DateField()
    figures: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.run_id}"


class SurveyColumn(models.Model):
    """One column of the people of the newest survey (集計の列), who stand in it richest first.

    Arrow's file format, compressed. Kept by columns because a number leads to its people by one or two of
    some thirty: of a million customers that is a look into a few hundred kilobytes. Whoever is merged or
    deleted later stays an id that is not there any more.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="columns", db_index=False)
    name = models.CharField(max_length=16)
    data = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "name"], name="survey_column_once"),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.name}"
