"""What templates write once and keep: fixed words, and parts that are the same for many readers.

Loaded with `{% load otokui %}`, after `i18n`, whose `translate` it takes the place of.
"""

from typing import Any, Final

from django.template import Context, Library
from django.template.base import FilterExpression, Node, NodeList, Parser, Token, Variable
from django.templatetags.i18n import TranslateNode, do_translate
from django.utils.translation import get_language

MOST_KEPT: Final = 200
register = Library()


@register.tag
def translate(parser: Parser, token: Token) -> Node:
    """Django's `translate`; fixed words are looked up once a language."""
    node = do_translate(parser, token)
    return FixedWords(node) if _is_fixed(node) else node


@register.tag
def kept(parser: Parser, token: Token) -> Node:
    """`{% kept a b %}…{% endkept %}`: written once a language for each set of these values.

    Nothing inside may depend on anything else. The values must be few: the names of the staff, not of the
    customers.
    """
    values = [parser.compile_filter(value) for value in token.split_contents()[1:]]
    inside = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(inside, values)


class FixedWords(Node):
    """A `translate` without variables."""

    child_nodelists = ()

    def __init__(self, node: TranslateNode) -> None:
        self._node, self._asvar = node, node.asvar
        self._said: dict[tuple[str | None, bool], str] = {}

    def render(self, context: Context) -> str:
        where = (get_language(), context.autoescape)
        said = self._said.get(where)
        if said is None:
            written = self._node.render(context)
            said = self._said[where] = context[self._asvar] if self._asvar else written
        if self._asvar:
            context[self._asvar] = said
            return ""
        return said


class Kept(Node):
    """A part of a template that is written once for equal values."""

    def __init__(self, nodelist: NodeList, values: list[FilterExpression]) -> None:
        self.nodelist, self._values = nodelist, values
        self._written: dict[tuple[Any, ...], str] = {}

    def render(self, context: Context) -> str:
        where = (get_language(), *(value.resolve(context) for value in self._values))
        written = self._written.get(where)
        if written is None:
            if len(self._written) >= MOST_KEPT:
                self._written.clear()
            written = self._written[where] = self.nodelist.render(context)
        return written


def _is_fixed(node: TranslateNode) -> bool:
    words, context = node.filter_expression, node.message_context
    variable = words.var
    if words.filters or not isinstance(variable, Variable) or variable.literal is None:
        return False
    return context is None or (not context.filters and isinstance(context.var, str))
