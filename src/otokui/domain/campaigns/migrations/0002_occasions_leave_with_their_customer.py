"""What the plan knows of a customer leaves with the customer, whoever deletes the row and how."""

from django.db import migrations

_ADD = """
ALTER TABLE {table} ADD CONSTRAINT {table}_customer_fk
    FOREIGN KEY (customer_id) REFERENCES customers_customer (id) ON DELETE CASCADE"""
_DROP = "ALTER TABLE {table} DROP CONSTRAINT {table}_customer_fk"
_TABLES = ("campaigns_occasion", "campaigns_whyanswer")


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0001_initial")]

    operations = [
        migrations.RunSQL(_ADD.format(table=table), _DROP.format(table=table)) for table in _TABLES
    ]
