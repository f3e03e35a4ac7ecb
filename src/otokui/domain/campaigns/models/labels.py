"""What classes of steps are called, and the house's own words for each aim."""

from typing import Final

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otokui.domain.campaigns.types import Aim, Left, Never, Step, Trigger, Way, WhyNotMore

Label = str | Promise

AIM_LABELS: Final[dict[Aim, Label]] = {
    Aim.THANKS: pgettext_lazy("aim", "Thanks"),
    Aim.USAGE: pgettext_lazy("aim", "Help with the use"),
    Aim.SURVEY: pgettext_lazy("aim", "Survey"),
    Aim.SECOND: pgettext_lazy("aim", "Bargain for the second purchase"),
    Aim.HOUSE: pgettext_lazy("aim", "Introduce the house"),
    Aim.WHY_US: pgettext_lazy("aim", "Why us"),
    Aim.KNOWLEDGE: pgettext_lazy("aim", "Product knowledge"),
    Aim.NEWS: pgettext_lazy("aim", "New goods"),
    Aim.ADDON: pgettext_lazy("aim", "Add-on that fits"),
    Aim.WHY_NOT_MORE: pgettext_lazy("aim", "Ask why not more often"),
    Aim.EXCLUSIVE: pgettext_lazy("aim", "Goods for the best alone"),
    Aim.EVENT: pgettext_lazy("aim", "Invitation to an event"),
    Aim.LETTER: pgettext_lazy("aim", "Letter of the season"),
    Aim.WIN_BACK: pgettext_lazy("aim", "Win back"),
    Aim.USUAL: pgettext_lazy("aim", "The usual order"),
}
TRIGGER_LABELS: Final[dict[Trigger, Label]] = {
    Trigger.PURCHASE: _("days after the last purchase"),
    Trigger.CLASS: _("days after entering the class"),
    Trigger.STATE: _("days after falling silent"),
    Trigger.INTERVAL: _("days between two times"),
    Trigger.ORDER: _("days before the expected order"),
    Trigger.SILENCE: _("when half of such customers would be back"),
}
WAY_LABELS: Final[dict[Way, Label]] = {
    Way.CALL: pgettext_lazy("contact", "Call"),
    Way.VISIT: pgettext_lazy("contact", "Visit"),
    Way.LETTER: pgettext_lazy("contact", "Letter"),
    Way.POSTCARD: _("Postcard"),
    Way.MAIL: pgettext_lazy("contact", "Mail"),
    Way.LINE: _("LINE"),
    Way.PARCEL: _("In the parcel"),
    Way.TASK: _("Task"),
}
NEVER_LABELS: Final[dict[Never, Label]] = {
    Never.CROSS_SELL: _("Never propose other goods or add-ons"),
    Never.OFFER: _("Never give a bargain or discount"),
    Never.ADVERT: _("Never advertise, never chase"),
}
LEFT_LABELS: Final[dict[Left, Label]] = {
    Left.DONE: pgettext_lazy("step", "done"),
    Left.EXPIRED: pgettext_lazy("step", "its time was over"),
    Left.MOVED: pgettext_lazy("step", "class or state changed"),
    Left.BOUGHT: pgettext_lazy("step", "bought again"),
    Left.OFF: pgettext_lazy("step", "switched off"),
}
WHY_LABELS: Final[dict[WhyNotMore, Label]] = {
    WhyNotMore.LOW_NEED: pgettext_lazy("why not more", "Does not need more"),
    WhyNotMore.NOTHING_TO_BUY: pgettext_lazy("why not more", "Nothing here to buy"),
    WhyNotMore.ELSEWHERE: pgettext_lazy("why not more", "Also buys elsewhere"),
    WhyNotMore.PRICE: pgettext_lazy("why not more", "Price"),
    WhyNotMore.FORGETS: pgettext_lazy("why not more", "Forgets to order"),
    WhyNotMore.OTHER: pgettext_lazy("why not more", "Something else"),
}
_OWN_WORDS: Final[dict[Aim, Label]] = {
    Aim.THANKS: _("%(name)s, thank you as always. No selling today, just our thanks."),
    Aim.USAGE: _("%(name)s, is %(product)s doing well? Please ask us anything about its use."),
    Aim.SURVEY: _("%(name)s, how did you find our service? May we ask for a word or two?"),
    Aim.SECOND: _("%(name)s, for your second %(product)s we have a small bargain."),
    Aim.HOUSE: _("%(name)s, may we introduce ourselves: who we are and what we take special care of."),
    Aim.WHY_US: _("%(name)s, how is %(product)s? We would like to tell you what we take special care of."),
    Aim.KNOWLEDGE: _("%(name)s, a little more about %(product)s: how to get the best out of it."),
    Aim.NEWS: _("%(name)s, something new has come in, and we thought of you."),
    Aim.ADDON: _("%(name)s, you told us what you would like, and we thought of you."),
    Aim.WHY_NOT_MORE: _("%(name)s, is there anything you miss with us? We would like to know."),
    Aim.EXCLUSIVE: _("%(name)s, we have something set aside for our best customers alone."),
    Aim.EVENT: _("%(name)s, we hold a small event and would be glad to have you with us."),
    Aim.LETTER: _("%(name)s, greetings of the season from all of us, and our thanks."),
    Aim.WIN_BACK: _("%(name)s, it has been a while. How was %(product)s? Is everything all right?"),
    Aim.USUAL: _("%(name)s, %(product)s may be running low. Shall we send %(pieces)s as usual?"),
}
_FIRST_THANKS: Final = _("%(name)s, thank you for choosing %(product)s. Is everything clear about its use?")
_LIFTED: Final = _("%(name)s, thank you for being with us. We wanted to say so first of all.")
BLANKS: Final = {
    "name": ("{お名前}", "{name}"),
    "product": ("{商品}", "{product}"),
    "pieces": ("{数量}", "{quantity}"),
}
"""What stands for a name, a product and a quantity in words that a shop has written itself."""


def own_words(step: Step) -> str:
    """The house's words for a step, with %(name)s, %(product)s, %(pieces)s to be filled in."""
    if step.aim is Aim.THANKS and step.key.startswith("first-"):
        return str(_FIRST_THANKS)
    if step.aim is Aim.THANKS and step.trigger is Trigger.CLASS:
        return str(_LIFTED)
    return str(_OWN_WORDS[step.aim])


def words_of(step: Step, language: str, *, name: str, product: str = "", pieces: str = "") -> str:
    """What to say: in this language, else in another the shop has written, else the house's own words."""
    values = {"name": name, "product": product or str(_("the usual goods")), "pieces": pieces}
    typed = step.words.get(language) or next((text for text in step.words.values() if text), "")
    if not typed:
        with translation.override(language):
            return own_words(step) % values
    for key, blanks in BLANKS.items():
        for blank in blanks:
            typed = typed.replace(blank, values[key])
    return typed
