from django.db import migrations

from otokui.core.platform.words_function import create_statement


def create(apps, schema_editor):
    schema_editor.execute(create_statement(), params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0003_files"),
    ]

    operations = [
        migrations.RunPython(create, migrations.RunPython.noop, elidable=False),
    ]
