"""The persona cards: every line in words, bound to evidence, in the words of people where they said something."""

from .document import Document, card_schema, document
from .files import CARDS_FOLDER, cards_of, write_cards
from .markdown import markdown
from .sayings import OVERRULE, TAKE_BACK, decided_words
from .shown import ShownCard, shown
from .stage import refresh_cards

__all__ = [
    "CARDS_FOLDER",
    "OVERRULE",
    "TAKE_BACK",
    "Document",
    "ShownCard",
    "card_schema",
    "cards_of",
    "decided_words",
    "document",
    "markdown",
    "refresh_cards",
    "shown",
    "write_cards",
]
