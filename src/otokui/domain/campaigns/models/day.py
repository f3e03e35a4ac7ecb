"""The days on which the plan has been carried out."""

from django.db import models


class PlanDay(models.Model):
    """The plan has brought up all that came due on this day."""

    on = models.DateField(primary_key=True)

    def __str__(self) -> str:
        return f"{self.on}"
