"""The column of search tokens; migrations of this room name it by this place."""

from otokui.core.platform.tokens import TokensField

__all__ = ["TokensField"]
