"""What the page shell shows around every page. Filled by the entry, which knows the addresses."""

from dataclasses import dataclass, field
from typing import Literal

Theme = Literal["", "light", "dark"]
THEMES: tuple[Theme, ...] = ("", "light", "dark")


@dataclass(frozen=True)
class MenuEntry:
    """One line of the left menu. `key` is its keyboard shortcut, `note` a short count beside it."""

    label: str
    url: str
    icon: str
    key: str
    current: bool = False
    note: str = ""


@dataclass(frozen=True)
class Shell:
    """The frame of one page for one reader; theme "" follows the device.

    `tabs`: the pages beside this one, where there are any. `shortcuts`: places that have a key but no line in
    the menu. `search_url` "": this reader searches nothing.
    """

    theme: Theme = ""
    menu: tuple[MenuEntry, ...] = ()
    tabs: tuple[MenuEntry, ...] = ()
    shortcuts: tuple[MenuEntry, ...] = ()
    business_name: str = ""
    search_url: str = ""
    search_text: str = ""
    languages: tuple[tuple[str, str], ...] = field(default=())
