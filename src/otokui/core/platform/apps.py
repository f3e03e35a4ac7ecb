"""Reactions are found at start-up, so that every process knows who listens to an event."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PlatformConfig(AppConfig):
    name = "otokui.core.platform"
    label = "platform"

    def ready(self) -> None:
        autodiscover_modules("reactions")
