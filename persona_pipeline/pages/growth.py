"""What the shares of the verdict do not say by themselves: that who grows grows by newcomers, and whose revenue moved much."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from persona_pipeline.language import marked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from persona_pipeline.language import Language
    from persona_pipeline.settings import Settings

    from .figures import Figures
    from .picture import Picture

FOUR_WEEKS = timedelta(days=28)
MOSTLY = marked("%(who)s: the growth comes mostly from %(people)s in a week (new, or back after a while)")
SOME = marked("%(who)s: %(people)s in a week (new, or back after a while)")


def growth(language: Language, picture: Picture, figures: Figures, settings: Settings) -> tuple[str, ...]:
    """Sentences from the same published figures as the migration page; none where these are withheld or not known yet."""
    return (*_newcomers(language, picture, figures), *_revenue(language, picture, figures, settings))


def _newcomers(language: Language, picture: Picture, figures: Figures) -> Iterator[str]:
    """Of each persona that counts and whose share of the active customers grows."""
    growing = {
        signal.persona_id
        for signal in picture.moved
        if signal.counts and signal.measure == "active_share" and signal.direction == "up"
    }
    came = {
        row["to_persona"]: row
        for row in figures.rows.get("marts.persona_transitions", [])
        if (row["compared"], row["from_persona"], row["cause"]) == ("week", "new", "people")
    }
    members = {
        row["persona_id"]: row["change"]
        for row in figures.rows.get("marts.persona_changes", [])
        if (row["compared"], row["figure"]) == ("week", "members")
    }
    for one in picture.personas:
        row = came.get(one.persona_id)
        if one.persona_id not in growing or row is None or not row["customers"]:
            continue
        people = language.plural("%(count)s newcomer", "%(count)s newcomers", row["customers"])
        grew = members.get(one.persona_id)
        mostly = grew is not None and 0 < grew <= 2 * row["customers"]
        said = language.text(MOSTLY if mostly else SOME, who=one.name, people=people)
        if row["buyers"] is not None:
            said = language.text(
                "%(said)s, of whom %(buyers)s bought", said=said, buyers=language.number(row["buyers"])
            )
        yield f"{said}."


def _revenue(language: Language, picture: Picture, figures: Figures, settings: Settings) -> Iterator[str]:
    """Where it moved by as much in four weeks as matters of other figures of money, and both windows are full of orders."""
    if picture.order_days < settings.rfm.window_days + FOUR_WEEKS.days:
        return
    rows = {
        row["persona_id"]: row
        for row in figures.rows.get("marts.persona_changes", [])
        if (row["compared"], row["figure"]) == ("four_weeks", "revenue")
    }
    whole = _moved(rows.get("all"))
    for one in picture.personas:
        row = rows.get(one.persona_id)
        moved = _moved(row)
        if row is None or moved is None or abs(moved) < settings.drift.min_kpi_percent:
            continue
        before, after = (language.money(float(row[name]), settings.shop.currency) for name in ("value_then", "value"))
        said = language.plural(
            "%(who)s: revenue of the last %(count)s day from %(before)s to %(after)s in four weeks (%(percent)s%%)",
            "%(who)s: revenue of the last %(count)s days from %(before)s to %(after)s in four weeks (%(percent)s%%)",
            settings.rfm.window_days,
            who=one.name,
            before=before,
            after=after,
            percent=language.signed(moved, 1),
        )
        if whole is None:
            yield f"{said}."
        else:
            yield language.text("%(said)s; the whole shop %(percent)s%%.", said=said, percent=language.signed(whole, 1))


def _moved(row: dict[str, Any] | None) -> float | None:
    """By how many percent a figure moved; None where that may not be told or makes no sense."""
    if row is None or not row["value_then"] or row["value"] is None:
        return None
    return 100 * (float(row["value"]) / float(row["value_then"]) - 1)
