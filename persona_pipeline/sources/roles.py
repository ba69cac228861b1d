"""What kind of question a column asks, by its words (English, Dutch) and its values. A proposal for a person to confirm, with its reason."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

_DEMOGRAPHIC = (
    r"\b(age|leeftijd|born|birth|geboorte\w*|gender|geslacht|sex|income|inkomen|earn|education|opleiding\w*|degree|household|"
    r"huishouden|gezin|marital|married|burgerlijke|occupation|beroep|employment|region|regio|province|provincie)\b|"
    r"how many (children|kids)|have (any |you )?(children|kids)|hoeveel kinderen|(hebt u|heb je) kinderen|\bdemos?\b|hh-size"
)
_CHANNEL = (
    r"channel|kanaal|kanalen|hear(d)? (about|of)|how did you (find|hear)|where (do|did) you (usually )?(buy|shop|hear|find|look)|"
    r"waar (koop|kocht|vond|zoek|hoorde)|gehoord|gevonden|social media"
)
_PAIN = (
    r"frustrat|problem|probleem|annoy|erger|stops? you|stopped you|weerhoud|difficult|moeilijk|dislike|barrier|drempel|"
    r"struggl|obstacle"
)
_GOAL = r"\bgoals?\b|\bdoel\w*|achieve|bereiken|purpose|what (are|were) you trying|reason for your visit|reden van (uw|je) bezoek"
_FACTOR = r"important|belangrijk|factor|decid|decision|beslis|doorslag|choose|\bkies|kiezen|\bkoos|\bkoz|\breasons?\b|\breden\w*|matter"
_NEED = r"\bneeds?\b|behoefte|nodig|looking for|op zoek|\bwish|\bwens"
ROLE_WORDS = (
    ("demographic", _DEMOGRAPHIC),
    ("channel", _CHANNEL),
    ("pain", _PAIN),
    ("goal", _GOAL),
    ("decision_factor", _FACTOR),
    ("need", _NEED),
)
_RECOMMEND = re.compile(r"recommend|aanbevel|aanbeveel|aanraden|raad\w* .*\baan\b|\bnps\b", re.IGNORECASE)
_RATED = re.compile(
    r"satisf|tevreden|\brat(e|ing|ings)\b|\bscores?\b|beoordeel|beoordeling|\bcijfer|how (good|easy|well)|hoe (goed|makkelijk)|"
    r"experience|ervaring|quality|kwaliteit|\bcsat\b|\bces\b",
    re.IGNORECASE,
)
_PERSONAL = re.compile(
    r"e-?mail|\bphone|telefoon|mobiel|\bip[ _-]?(address|adres)?\b|ipaddress|latitude|longitude|^location|address|\badres\b|street|straat|"
    r"\bzip|postcode|postal|woonplaats|\b(first|last|full|your|sur|user|recipient\w*)[ _]?name\b|^recipient|^name$|^naam$|(voor|achter)naam|uw naam|"
    r"je naam|user[ _]?agent|date of birth|birth ?date|geboortedatum|externaldata|external ?reference|custom[ _](data|value)|iban|network id",
    re.IGNORECASE,
)
_TECHNICAL = re.compile(
    r"^(_recordid|(survey )?(response|respondent|collector|record|survey|recipient|form|landing)[ _]?id|#|token|responseset|start ?date|end ?date|recorded ?date|"
    r"(start|stage|submit) date \(utc\)|timestamp|status|progress|finished|duration.*|distribution ?channel|user ?language|language|response[ _]type|"
    r"response_status|tags|metadata|calculated|collection_mode|edit_url|analyze_url|href|total_time|date_(created|modified)|landed_at|thankyou\w*|"
    r"ending|score|column_\d+|q_\w+|.*_nps_group|.*_do(_\w+)?|locationaccuracy|timing.*)$|^\(group\)",
    re.IGNORECASE,
)
_CONTACT = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+|(\d{1,3}\.){3}\d{1,3}|\+?[\d\s()-]{9,}")
_OPEN = re.compile(
    r"please specify|namelijk|toelicht|comment|opmerking|suggest|in your own words|in (je|uw) eigen woorden|anything else",
    re.IGNORECASE,
)
_SEPARATORS = ("\n", ";", "; ", ", ", " | ", "|")
_SCALES = ((1, 5), (1, 7), (1, 10), (0, 10))
_LONG = 25
HIGHEST_NPS = 10


@dataclass(frozen=True)
class Guess:
    """A role and why; ``scale`` for ratings, ``separator`` where a cell holds several choices."""

    role: str
    reason: str
    scale: tuple[int, int] | None = None
    separator: str | None = None


def is_personal(header: str) -> bool:
    """Whether the column is about who the respondent is, by its header."""
    return bool(_PERSONAL.search(header))


def left_out(header: str, text: str, values: Counter[str]) -> str:
    """Why a column is no question; empty where it may be one."""
    if _TECHNICAL.search(header) or _TECHNICAL.search(text):
        return "about the response, not an answer"
    if _PERSONAL.search(header) or _PERSONAL.search(text):
        return "personal data"
    total = values.total()
    if total and sum(count for value, count in values.items() if _CONTACT.fullmatch(value)) >= total / 5:
        return "personal data, by what stands in it"
    return ""


def guess(question: str, values: Counter[str], *, spread: bool = False) -> Guess:
    """The role of a question. ``spread`` says that it has a column for each choice."""
    if not spread and len(values) > 1 and _OPEN.search(question):
        return Guess("open_text", "the question asks for own words")
    numbers = _whole_numbers(values)
    if numbers and _RECOMMEND.search(question):
        return _recommending(numbers)
    if numbers and _RATED.search(question) and (scale := _scale(numbers)):
        seen = f"whole numbers from {min(numbers)} to {max(numbers)}"
        return Guess("satisfaction", f"asks for a rating, and holds {seen}: make sure of the scale", scale)
    separator = None if spread else _separator(values)
    several = " (several choices)" if spread or separator else ""
    for role, words in ROLE_WORDS:
        if found := re.search(words, question, re.IGNORECASE):
            return Guess(role, f"the question says {found.group().strip()!r}{several}", separator=separator)
    if not spread and separator is None and _is_free(values):
        return Guess("open_text", f"free text of {_length(values):.0f} characters on average")
    return Guess("other", f"nothing in it tells what kind it is{several}", separator=separator)


def _recommending(numbers: list[int]) -> Guess:
    """The role nps where the numbers are of its scale; else said and left to a person, as one 11 makes every score doubtful."""
    odd = sorted(number for number in numbers if number > HIGHEST_NPS)
    if odd:
        shown = ", ".join(map(str, odd[:5]))
        return Guess(
            "other", f"asks about recommending, but holds {shown}: nps has whole numbers from 0 to {HIGHEST_NPS}"
        )
    return Guess("nps", f"asks about recommending, and holds whole numbers from {min(numbers)} to {max(numbers)}")


def _whole_numbers(values: Counter[str]) -> list[int]:
    return (
        [int(value) for value in values] if values and all(re.fullmatch(r"\d{1,3}", value) for value in values) else []
    )


def _scale(numbers: list[int]) -> tuple[int, int] | None:
    return next((each for each in _SCALES if each[0] <= min(numbers) and max(numbers) <= each[1]), None)


def _length(values: Counter[str]) -> float:
    return sum(len(value) * count for value, count in values.items()) / max(values.total(), 1)


def _is_free(values: Counter[str]) -> bool:
    return bool(values) and _length(values) >= _LONG and len(values) > 0.6 * values.total()


def _separator(values: Counter[str]) -> str | None:
    """What stands between choices: most pieces also stand alone somewhere, which no phrase with a comma does."""
    for separator in _SEPARATORS:
        parted = {value: count for value, count in values.items() if separator in value}
        if sum(parted.values()) < max(2, values.total() / 10):
            continue
        pieces: Counter[str] = Counter()
        for value, count in parted.items():
            for piece in value.split(separator):
                pieces[piece.strip()] += count
        alone = {value.strip() for value in values if separator not in value}
        if len(pieces) <= 40 and sum(count for piece, count in pieces.items() if piece in alone) >= pieces.total() / 2:
            return separator
    return None
