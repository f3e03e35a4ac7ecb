from django.db import migrations, models
from django.db.models import Case, F, Q, When

# What `derive_summaries` keeps from now on, for the lines that are there already.
SUMS = """
UPDATE purchases_purchasesummary s SET priced_days = d.days, priced = d.priced, reduced = d.reduced
FROM (
    SELECT customer_id, count(DISTINCT order_day) AS days, sum(amount) AS priced,
        coalesce(sum(amount) FILTER (WHERE discount <> 0), 0) AS reduced
    FROM purchases_orderline
    WHERE kind = 'sale' AND amount > 0 AND discount IS NOT NULL AND customer_id IS NOT NULL
    GROUP BY customer_id
) d
WHERE d.customer_id = s.customer_id"""


class Migration(migrations.Migration):
    dependencies = [("purchases", "0008_files_by_name")]

    operations = [
        migrations.AddField(
            "purchasesummary",
            "priced_days",
            models.BigIntegerField(db_default=0, default=0, verbose_name="days with stated discounts"),
        ),
        migrations.AddField(
            "purchasesummary",
            "priced",
            models.BigIntegerField(
                db_default=0, default=0, verbose_name="sold on lines that state a discount"
            ),
        ),
        migrations.AddField(
            "purchasesummary",
            "reduced",
            models.BigIntegerField(db_default=0, default=0, verbose_name="of it reduced"),
        ),
        migrations.RunSQL(SUMS, migrations.RunSQL.noop),
        migrations.AddField(
            "purchasesummary",
            "discount_tenths",
            models.GeneratedField(
                db_persist=True,
                expression=Case(When(priced_days__gte=3, then=F("reduced") * 10 / F("priced"))),
                output_field=models.SmallIntegerField(null=True),
            ),
        ),
        migrations.AddIndex(
            "purchasesummary",
            models.Index(
                condition=Q(discount_tenths__isnull=False),
                fields=["discount_tenths", "customer"],
                name="summary_by_discount",
            ),
        ),
    ]
