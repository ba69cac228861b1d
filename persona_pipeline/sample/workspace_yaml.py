"""The persona.yaml of a workspace for the generated shop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .dutch import ANSWERS, CATEGORIES, QUESTIONS, SITES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .options import ShopOptions

WINDOWS = (365, 180, 90, 60, 30)

TEMPLATE = """\
# The one file that says where data comes from and when personas are to be re-evaluated.
# `persona-pipeline schema` writes a JSON Schema: editors then complete and explain every line.

shop:
  name: Generated shop
  timezone: Europe/Amsterdam    # where a business day begins and ends
  currency: EUR
  language: en                  # en or nl: the start page and the alerts

# Each source: what kind it is and where its files arrive. A file is loaded once, by content; a changed file of the
# same name corrects its rows. Columns are recognised by name; `columns: {{our_name: Header in the file}}` maps others.
sources:
  - name: orders
    kind: orders
    path: inbox/orders/*
    language: en                # what the categories are written in
  - name: web
    kind: web
    path: inbox/web/*
  - name: survey
    kind: survey
    path: inbox/survey/*
    language: en                # what the answers are written in; pages in Dutch show the labels
    # What each column asks. Nothing is guessed: a column that is not named here is kept, but not used.
    questions:
{questions}
# What categories and sites are called in the other language; answers have their labels with their question.
labels:
  categories:
{categories}
  channels:
{channels}

rfm:
  window_days: {window}             # the history is long enough to fill it on the first night; a real shop uses 365

personas:
  max_personas: {personas}
  first_fit_after_days: {window}    # fit on a full window, or young customers look like rare ones
  min_customers: {min_customers}

drift:
  reference_nights: 28          # nights that make the picture which later nights are held against
"""


COLUMNS: dict[str, str] = {
    "nps": "role: nps",
    "satisfaction_site": "role: satisfaction, touchpoint: site, phase: think",
    "satisfaction_service": "role: satisfaction, touchpoint: service, phase: care",
    "satisfaction_delivery": "role: satisfaction, touchpoint: delivery, phase: do",
    "satisfaction_product": "role: satisfaction, touchpoint: product, phase: care",
    "need": 'role: need, separator: "; "',
    "goal": "role: goal",
    "pain": "role: pain",
    "channel": "role: channel, phase: see",
    "decision_factor": "role: decision_factor, phase: think",
    "age_band": "role: demographic",
    "gender": "role: demographic",
    "household": "role: demographic",
    "education": "role: demographic",
    "region": "role: demographic",
    "open_text": "role: open_text",
}
"""The survey's columns, each a question of the same name."""
NOTES = {
    "nps": "   # 0 to 10",
    "satisfaction_site": "   # 1 to 5; several ratings are one battery",
    "need": "   # several may be ticked",
}


def persona_yaml(options: ShopOptions) -> str:
    """Text of a persona.yaml that reads this shop's files from ``inbox/orders``, ``inbox/web`` and ``inbox/survey``."""
    window = next((days for days in WINDOWS if days <= options.history_days * 0.75), WINDOWS[-1])
    return TEMPLATE.format(
        window=window,
        personas=options.personas,
        min_customers=max(20, min(200, options.customers // 5)),
        questions="\n".join(line for name in COLUMNS for line in _question(name)),
        categories=_labels(CATEGORIES, indent=4),
        channels=_labels(SITES, indent=4),
    )


def _question(name: str) -> Iterator[str]:
    """The lines of a question: what its column asks, and what it and its answers are called."""
    if name not in QUESTIONS and name not in ANSWERS:
        yield f"      {name}: {{column: {name}, {COLUMNS[name]}}}{NOTES.get(name, '')}"
        return
    yield f"      {name}:{NOTES.get(name, '')}"
    yield from (f"        {each}" for each in (f"column: {name}", *COLUMNS[name].split(", ")))
    if name in QUESTIONS:
        english, dutch = QUESTIONS[name]
        yield f'        labels: {{en: "{english}", nl: "{dutch}"}}'
    if name in ANSWERS:
        yield "        answers:"
        yield _labels(ANSWERS[name], indent=10)


def _labels(words: Mapping[str, str], *, indent: int) -> str:
    return "\n".join(f'{" " * indent}{_key(word)}: {{nl: "{dutch}"}}' for word, dutch in words.items())


def _key(word: str) -> str:
    return f'"{word}"' if "," in word else word
