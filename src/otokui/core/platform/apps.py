"""Reactions are found at start-up, so that every process knows who listens to an event."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class PlatformConfig(AppConfig):
    name = "otokui.core.platform"
    label = "platform"

    def ready(self) -> None:
        from otokui.core.platform import history_functions, instants
        from otokui.core.platform.files import jobs  # noqa: F401 they are found by being imported

        connection_created.connect(instants.read_instants_quickly)
        autodiscover_modules("reactions")
        post_migrate.connect(history_functions.install, sender=self)
