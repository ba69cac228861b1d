"""SQL for single cells: text to moment, to number, to identifier. Each returns SQL; what does not fit becomes NULL there.

Times without an offset are local. Where clocks go forward the missing hour is read as the hour after it (02:30 is 03:30);
where they go back the doubled hour is read as its second half, in winter time.
"""

from __future__ import annotations

import re

from persona_pipeline.warehouse import literal

NO_BREAK_SPACE = "\u00a0"
BLANKS = f" \t\n{NO_BREAK_SPACE}"
WITHIN_BLANKS = "\r"
NULL_WORDS = ("null", "nan", "none", "nat", "n/a", "#n/a", "<na>")
LOST_DIGITS = r"\d\.\d+[eE][+-]?\d+|\d+[eE][+]\d+"
"""A number of a customer as 1.785e4: a spreadsheet rounded it."""

YES = ("yes", "y", "true", "1", "ja", "opt-in", "opted in", "subscribed")
NO = ("no", "n", "false", "0", "nee", "opt-out", "opted out", "unsubscribed")
CANCELLED = (
    "cancelled",
    "canceled",
    "cancelled by customer",
    "canceled by customer",
    "order cancelled",
    "order canceled",
    "void",
    "voided",
    "expired",
    "failed",
    "payment failed",
    "payment_failed",
    "declined",
    "rejected",
    "unpaid",
    "not paid",
    "abandoned",
    "trash",
    "geannuleerd",
    "geannuleerd door klant",
    "vervallen",
    "mislukt",
    "betaling mislukt",
    "geweigerd",
    "afgewezen",
    "afgebroken",
    "niet betaald",
    "onbetaald",
    "verlaten",
)
"""What a status says of an order that was cancelled or never paid, in English and Dutch."""
_DAY = r"\d{4}-\d{2}-\d{2}"
_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?"
_SECONDS = r"(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?"
_HOURS = r"[+-](?:(?:0\d|1[0-3])(?::?[0-5]\d)?|14(?::?00)?)"
"""An offset that a place on earth has, at most 14 hours; +99:00 would move a row by days."""

_OFFSET = rf" ?(?:[Zz]|UTC|GMT|{_HOURS})"
_EPOCHS = {"epoch_s": 1_000_000, "epoch_ms": 1_000, "epoch_us": 1}
_LATEST_US = 253_370_764_800_000_000
"""1 January of the year 9999; later ones are not moments of a shop."""


def trimmed(cell: str) -> str:
    """The text without outer blanks; NULL where nothing is left.

    Trimming costs more than all the rest of typing, so only texts that begin or end with a blank are trimmed.
    """
    edges = " or ".join(
        [*(f"suffix({cell}, {literal(blank)})" for blank in BLANKS), f"prefix({cell}, {literal(NO_BREAK_SPACE)})"]
    )
    return f"(case when {cell} < '!' or {edges} then nullif(trim({cell}, {literal(BLANKS + WITHIN_BLANKS)}), '') else {cell} end)"


def without_words(text: str, words: tuple[str, ...]) -> str:
    """NULL where the text is one of the words, whatever its case.

    No word begins with a digit, which spares numbers the pattern. (IN would be planned as a join, at 0.5 ms a column.)
    """
    longest = max(len(word) for word in words)
    pattern = literal("(?i)" + "|".join(re.escape(word) for word in words))
    maybe = f"({text} < '0' or {text} >= ':') and strlen({text}) <= {longest}"
    return f"(case when {maybe} and regexp_full_match({text}, {pattern}) then null else {text} end)"


def is_one_of(text: str, words: tuple[str, ...]) -> str:
    """True where the text is one of the words, whatever its case.

    A pattern: IN would be planned as a join, and a survey with a column for each choice has hundreds, which takes gigabytes.
    """
    return f"regexp_full_match({text}, {literal('(?i)' + '|'.join(re.escape(word) for word in words))})"


def is_local(text: str) -> str:
    """True where the text is an ISO 8601 time without an offset."""
    return f"(case when suffix({text}, 'Z') then false else regexp_full_match({text}, {literal(f'{_DAY}(?:[T ]{_CLOCK})?')}) end)"


def moment(text: str, timestamp_format: str | None, zone: str, local: str) -> str:
    """A moment in UTC from trimmed text; ``local`` is the column that holds ``is_local`` of it."""
    if timestamp_format in _EPOCHS:
        return _epoch(
            f"(case when regexp_full_match({text}, '-?\\d{{1,18}}') then try_cast({text} as bigint) end)",
            timestamp_format,
        )
    if timestamp_format:
        parsed = f"try_strptime({text}, {literal(timestamp_format)})"
        if re.search("%[zZ]", timestamp_format):
            instant = f"make_timestamp(epoch_us({parsed}))"
            if not timestamp_format.endswith("%z"):
                return instant
            return f"(case when regexp_matches({text}, {literal(f'{_HOURS}$')}) then {instant} end)"
        return to_utc(parsed, zone)
    seconds = f"(case when substr({text}, 17, 1) = ':' then {text} else substr({text}, 1, 16) || ':00' || substr({text}, 17) end)"
    instant = (
        f"make_timestamp(epoch_us(try_cast(replace(replace(upper({seconds}), ' +', '+'), ' -', '-') as timestamptz)))"
    )
    # Most exports write seconds and Z; a cast alone reads those, in a third of the time.
    zulu = f"suffix({text}, 'Z') and regexp_full_match({text}, {literal(f'{_DAY}[T ]{_SECONDS}Z')})"
    return (
        f"(case when {local} then {to_utc(f'try_cast({text} as timestamp)', zone)} "
        f"when {zulu} then try_cast({text} as timestamp) "
        f"when regexp_full_match({text}, {literal(f'{_DAY}[T ]{_CLOCK}{_OFFSET}')}) then {instant} end)"
    )


def typed_moment(cell: str, type_: str, timestamp_format: str | None, zone: str) -> str | None:
    """A moment in UTC from a typed Parquet column; None where the column is text or a bare number."""
    if type_ == "TIMESTAMP WITH TIME ZONE":
        return f"make_timestamp(epoch_us({cell}))"
    if type_.startswith("TIMESTAMP") or type_ == "DATE":
        return to_utc(f"cast({cell} as timestamp)", zone)
    if type_ in ("BIGINT", "INTEGER", "UBIGINT", "UINTEGER") and timestamp_format in _EPOCHS:
        return _epoch(f"cast({cell} as bigint)", timestamp_format)
    return None


def to_utc(local: str, zone: str) -> str:
    """A local time as UTC."""
    return local if zone == "UTC" else f"make_timestamp(epoch_us(timezone({literal(zone)}, {local})))"


def business_day(moment_utc: str, zone: str) -> str:
    """The day of a UTC moment in the shop's time zone."""
    return (
        f"cast({moment_utc} as date)"
        if zone == "UTC"
        else f"cast(timezone({literal(zone)}, make_timestamptz(epoch_us({moment_utc}))) as date)"
    )


def number(text: str, type_: str, decimal: str, thousands: str) -> str:
    """A decimal number from trimmed text. A mark that is not configured is never read past.

    4.4e-16 is float noise and is read; 1.785e4 has lost digits and is not.
    """
    text = f"replace(replace({text}, '\u00a0', ' '), '\u202f', ' ')" if thousands == " " else text
    point = re.escape(decimal)
    plain = rf"[+-]?(?:\d+(?:{point}\d*)?|{point}\d+)(?:[eE]-\d+)?"
    shape = plain
    bare = text
    if thousands:
        mark = re.escape(thousands)
        shape = rf"{plain}|[+-]?\d{{1,3}}(?:{mark}\d{{3}})+(?:{point}\d*)?"
        bare = f"replace({text}, {literal(thousands)}, '')"
    if decimal != ".":
        bare = f"replace({bare}, {literal(decimal)}, '.')"
    return f"(case when regexp_full_match({text}, {literal(shape)}) then try_cast({bare} as {type_}) end)"


def typed_number(cell: str, type_: str, target: str) -> str | None:
    """A decimal number from a typed Parquet column; None where the column is text."""
    if type_.startswith("DECIMAL") or type_.removeprefix("U") in (
        "TINYINT",
        "SMALLINT",
        "INTEGER",
        "BIGINT",
        "HUGEINT",
        "FLOAT",
        "DOUBLE",
    ):
        return f"try_cast({cell} as {target})"
    return None


def account_number(text: str) -> str:
    """A customer number that a spreadsheet or data frame read as a float gets its own form back: 17850.0 is 17850."""
    return f"(case when suffix({text}, '.0') and regexp_full_match({text}, '\\d+\\.0+') then left({text}, instr({text}, '.') - 1) else {text} end)"


def lost_digits(text: str) -> str:
    """True where a number was written as 1.785e4: which customer it was can no longer be told."""
    return f"regexp_full_match({text}, {literal(LOST_DIGITS)})"


def page_path(text: str) -> str:
    """The path of a full address; a bare path stays as it is."""
    path = f"coalesce(nullif(regexp_extract({text}, '^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*([^?#]*)', 1), ''), '/')"
    return f"(case when contains({text}, '://') then {path} else {text} end)"


def starts_iso(text: str) -> bool:
    """Whether a fixed value begins like an ISO 8601 day."""
    return re.match(_DAY, text) is not None


def day(text: str, timestamp_format: str | None) -> str:
    """A day from trimmed text in the file's form of times or in ISO 8601; a clock behind it is left out."""
    iso = f"(case when regexp_full_match({text}, {literal(_DAY + '(?:[T ].*)?')}) then try_cast(left({text}, 10) as date) end)"
    if timestamp_format is None:
        return iso
    if timestamp_format in _EPOCHS:
        return f"coalesce({iso}, cast({moment(text, timestamp_format, 'UTC', 'true')} as date))"
    return f"coalesce({iso}, cast(try_strptime({text}, {literal(timestamp_format)}) as date))"


def lowered(text: str) -> str:
    """In lower case."""
    return f"lower({text})"


def consent(text: str) -> str:
    """Yes or no where the word is one of those that say so in English or Dutch; any other word stays as it came."""
    pairs = ((YES, "yes"), (NO, "no"))
    cases = " ".join(f"when lower({text}) = {literal(word)} then '{said}'" for words, said in pairs for word in words)
    return f"(case {cases} else {text} end)"


def masked(text: str) -> str:
    """Without e-mail addresses and cut to 200 characters."""
    return f"left(mask_addresses({text}), 200)"


def is_cancelled(status: str) -> str:
    """True where the status says that the order was cancelled or never paid; WooCommerce's prefix does not matter."""
    return f"coalesce(regexp_full_match(trim({status}), {literal('(?i)(?:wc-)?(?:' + '|'.join(map(re.escape, CANCELLED)) + ')')}), false)"


def _epoch(count: str, timestamp_format: str) -> str:
    factor = _EPOCHS[timestamp_format]
    limit = _LATEST_US // factor
    within = (
        f"(case when {count} > {limit} then {limit} when {count} < -{limit // 4} then -{limit // 4} else {count} end)"
    )
    return f"make_timestamp({within} * {factor})"
