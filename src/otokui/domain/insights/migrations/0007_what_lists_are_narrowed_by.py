from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("insights", "0006_what_today_looks_for")]

    operations = [
        migrations.RemoveIndex(model_name="standing", name="standing_by_last"),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                fields=["customer_class", "state", "last_on", "customer"],
                include=["overdue_from", "f", "m"],
                name="standing_by_last",
            ),
        ),
    ]
