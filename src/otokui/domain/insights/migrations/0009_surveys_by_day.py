"""The survey of a run is counted anew each day, and the people behind its numbers stand in columns.

What was counted before is dropped: it is derived, and the next look at the calendar has it counted anew.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("insights", "0008_lists_under_a_name")]

    operations = [
        migrations.DeleteModel(name="Passage"),
        migrations.RunSQL("DELETE FROM insights_survey", migrations.RunSQL.noop),
        migrations.RemoveField(model_name="survey", name="before"),
        migrations.AddField(model_name="survey", name="as_of", field=models.DateField(), preserve_default=False),
        migrations.AddField(model_name="run", name="survey_asked_on", field=models.DateField(null=True)),
        migrations.CreateModel(
            name="SurveyColumn",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("name", models.CharField(max_length=16)),
                ("data", models.BinaryField()),
                (
                    "survey",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="columns",
                        to="insights.survey",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("survey", "name"), name="survey_column_once")
                ],
            },
        ),
    ]
