"""Badges of classes and marks of states as HTML. The colour of a class and the shape of a state are the same
everywhere; the words come from the room that owns them."""

from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# r = 4 in a box of 10: full, half, empty
_SHAPES = {
    "active": '<circle cx="5" cy="5" r="4.5" fill="currentColor"/>',
    "dormant": '<circle cx="5" cy="5" r="4" fill="none" stroke="currentColor"/>'
    '<path d="M5 1a4 4 0 0 0 0 8z" fill="currentColor"/>',
    "dead": '<circle cx="5" cy="5" r="4" fill="none" stroke="currentColor" stroke-dasharray="2 1.6"/>',
}


@lru_cache(maxsize=256)
def class_badge(key: str, label: str) -> SafeString:
    """The badge of the class `key`, in its colour."""
    return format_html('<span class="class-badge is-{}"><span class="class-dot"></span>{}</span>', key, label)


@lru_cache(maxsize=8)
def skeleton(label: str) -> SafeString:
    """Grey lines where something is being loaded, and the word that says so to those who listen."""
    lines = "".join(f'<div class="skeleton h-4 {width}"></div>' for width in ("w-2/5", "w-full", "w-4/5"))
    return format_html('<span class="sr-only">{}</span>{}', label, mark_safe(lines))


@lru_cache(maxsize=256)
def state_mark(key: str, label: str) -> SafeString:
    """The mark of the state `key`: a full, half or empty circle before its word."""
    shape = mark_safe(_SHAPES[key])
    return format_html(
        '<span class="state-mark"><svg viewBox="0 0 10 10" aria-hidden="true">{}</svg>{}</span>', shape, label
    )
