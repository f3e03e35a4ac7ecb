"""Tags of every page: the words, badges and marks of classes and states. Built in, nothing to load."""

from django import template
from django.utils.safestring import SafeString

from otokui.core.ui import badges
from otokui.domain.insights.models.labels import CLASS_LABELS, STATE_LABELS

register = template.Library()


@register.simple_tag
def class_of(key: str) -> SafeString:
    """The badge of a class."""
    return badges.class_badge(key, str(CLASS_LABELS[key]))


@register.simple_tag
def state_of(key: str) -> SafeString | str:
    """The mark of a state; nothing for prospects, who have none."""
    return badges.state_mark(key, str(STATE_LABELS[key])) if key else ""


@register.filter
def class_word(key: str) -> str:
    """The name of a class."""
    return str(CLASS_LABELS[key])


@register.filter
def state_word(key: str) -> str:
    """The name of a state."""
    return str(STATE_LABELS[key])
