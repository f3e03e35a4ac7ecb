"""What is derived from a customer leaves with it, whoever deletes the row and how.

PostgreSQL does it, so that bulk deletes (the undo of an import) need not know this room's tables.
"""

from django.db import migrations


def _follows(table, column, target):
    name = f"{table}_{column}_fk"
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({column}) REFERENCES {target} (id)"
        " ON DELETE CASCADE DEFERRABLE INITIALLY IMMEDIATE",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("insights", "0001_initial")]

    operations = [
        _follows("insights_standing", "customer_id", "customers_customer"),
        _follows("insights_standingchange", "customer_id", "customers_customer"),
        _follows("insights_reorder", "customer_id", "customers_customer"),
    ]
