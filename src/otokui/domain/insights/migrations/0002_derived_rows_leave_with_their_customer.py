"""What is derived from a customer leaves with it, whoever deletes the row and how.

PostgreSQL does it, so that bulk deletes (the undo of an import) need not know this room's tables: the standing
follows its customer by a foreign key, reorders and class history follow the standing by one set-based trigger.
Foreign keys on those two would cost a check for every row written.
"""

from django.db import migrations

_FORGET = """
ALTER TABLE insights_standing ADD CONSTRAINT insights_standing_customer_id_fk
    FOREIGN KEY (customer_id) REFERENCES customers_customer (id) ON DELETE CASCADE;

CREATE FUNCTION insights_forget() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM insights_reorder r USING gone WHERE r.customer_id = gone.customer_id;
    DELETE FROM insights_standingchange c USING gone WHERE c.customer_id = gone.customer_id;
    RETURN NULL;
END $$;

CREATE TRIGGER insights_forget AFTER DELETE ON insights_standing
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION insights_forget();
"""

_UNDO = """
DROP TRIGGER insights_forget ON insights_standing;
DROP FUNCTION insights_forget;
ALTER TABLE insights_standing DROP CONSTRAINT insights_standing_customer_id_fk;
"""


class Migration(migrations.Migration):
    dependencies = [("insights", "0001_initial")]

    operations = [migrations.RunSQL(_FORGET, _UNDO)]
