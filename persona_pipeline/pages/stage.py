"""The pages stage: read once, write every page in every language, each file replaced whole, the start page last."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from persona_pipeline.alerts import gate_said
from persona_pipeline.cards.unlabelled import foreign
from persona_pipeline.context import Context, StageReport
from persona_pipeline.language import LANGUAGES, Code, language_of, marked
from persona_pipeline.publish import ANSWERS, published_tables
from persona_pipeline.publish.dictionary import nights_held
from persona_pipeline.publish.shape import THIS_SNAPSHOT
from persona_pipeline.rfm.grid import GRID
from persona_pipeline.settings import FIRM_NIGHTS, labels_of

from .cards import traits
from .chart import share_lines
from .drift_page import drift_values
from .figures import Figures, read_figures
from .growth import growth
from .health import Health, read_health
from .migration import migration_values
from .movements import movements
from .persona_pages import persona_page, persona_values, personas_values
from .published import published
from .readiness import readiness_values
from .reading import read_picture, shown_night
from .reasons import REASONS
from .render import page
from .restated import restated
from .rfm import Counts, persona_segments, rfm_values
from .sentences import statement
from .surety import surety
from .trust import trust
from .words import source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .picture import Picture


@dataclass(frozen=True)
class Told:
    """What the pages of a night are made from, in one language."""

    ctx: Context
    code: Code
    picture: Picture
    health: Health
    figures: Figures
    counts: Counts
    foreign: dict[str, str]


@dataclass(frozen=True)
class Page:
    """A page of the navigation: its title, and what its template needs beside the shell."""

    title: str
    values: Callable[[Told], dict[str, Any]]


def write_pages(ctx: Context) -> StageReport:
    """Write ``pages/index.html`` (in the shop's language) and ``pages/<language>/<page>.html`` for the night.

    Every page is a file of its own that needs no other: whoever opens one while they are being written sees an old
    or a new page, never half a one. A night that a gate stopped gets pages too; they say so, and of which night
    the figures are.
    """
    shown = shown_night(ctx)
    with published(ctx, shown or ctx.as_of) as told_there:
        picture = read_picture(ctx, told_there, shown)
        figures = read_figures(ctx, told_there, shown)
        health = read_health(ctx, told_there)
    counts = persona_segments(ctx, shown, figures)
    told = {
        code: _told(ctx, code, picture=picture, health=health, figures=figures, counts=counts) for code in LANGUAGES
    }
    written = {}
    for code, one in told.items():
        for name, each in PAGES.items():
            written[f"{code}/{name}.html"] = _render(one, name, each.values(one), base="", up="../")
        for persona in one.picture.personas:
            name, values = persona_page(persona), persona_values(code, one.picture, figures, ctx.settings, persona)
            written[f"{code}/{name}.html"] = _render(one, name, values, base="", up="../", kind="persona")
    own = ctx.settings.shop.language
    start = _render(told[own], "overview", PAGES["overview"].values(told[own]), base=f"{own}/", up="")
    for name, text in [*written.items(), ("index.html", start)]:
        _replace(ctx.workspace.pages / name, text)
    _remove_others(ctx.workspace.pages, written.keys())
    return StageReport(
        figures={
            "pages": len(written) + 1,
            "shown": picture.shown.isoformat() if picture.shown else None,
            "state": picture.stopped or picture.state,
            "bytes": sum(len(text.encode()) for text in (*written.values(), start)),
        }
    )


def _told(ctx: Context, code: Code, *, picture: Picture, health: Health, figures: Figures, counts: Counts) -> Told:
    spoken = picture.told_in(code, labels_of(ctx.settings, code))
    return Told(ctx, code, spoken, health, figures, counts, foreign(figures.wordings, ctx.settings, code))


def _render(told: Told, name: str, values: dict[str, Any], *, base: str, up: str, kind: str = "") -> str:
    """``base`` leads from the page to its language's folder, ``up`` from the page to the folder of all pages.

    ``kind`` is the template where it is not called after the page.
    """
    shell = {
        "shop": told.ctx.settings.shop,
        "name": name,
        "pages": {each: one.title for each, one in PAGES.items()},
        "base": base,
        "up": up,
        "languages": LANGUAGES,
        "picture": told.picture,
        "gates": [gate_said(gate)(told.code) for gate in told.picture.gates or ("",)],
        "foreign": told.foreign,
    }
    return page(told.code, f"{kind or name}.html.j2", shell | values)


def _overview(told: Told) -> dict[str, Any]:
    ctx, code, picture, health = told.ctx, told.code, told.picture, told.health
    language, settings = language_of(code), ctx.settings
    days = picture.days
    marks = [_mark(one.verdict.word, one.verdict.since) for one in picture.personas]
    lines = share_lines(days, [one.shares for one in picture.personas], marks)
    active = share_lines(days, [one.active_shares for one in picture.personas], marks)
    return {
        "said": statement(language, picture, settings),
        "movements": movements(language, picture, settings),
        "restated": restated(ctx, language, picture),
        "growth": growth(language, picture, told.figures, settings),
        "challenger": picture.challenger,
        "effect_nights": settings.drift.effect_nights,
        "window_days": settings.rfm.window_days,
        "trust": trust(language, health, picture),
        "surety": surety(ctx, language, picture),
        "traits": {
            one.persona_id: traits(language, one, picture.everyone, settings.shop.currency) for one in picture.personas
        },
        "days": days,
        "lines": {one.persona_id: line for one, line in zip(picture.personas, lines, strict=True)},
        "active_lines": {one.persona_id: line for one, line in zip(picture.personas, active, strict=True)},
        "grid": GRID,
        "largest": max((count or 0 for count in picture.grid.values()), default=0),
        "min_cell": settings.publish.min_cell,
        "health": health,
    }


def _health(told: Told) -> dict[str, Any]:
    language, health = language_of(told.code), told.health
    amiss = [source(language, each.name, each.kind) for each in health.sources if each.amiss]
    return {
        "health": health,
        "amiss": language.listing(amiss),
        "personal_note": True,
        "reasons": REASONS,
        "currency": told.ctx.settings.shop.currency,
    }


def _dictionary(ctx: Context) -> dict[str, Any]:
    return {
        "views": (*ANSWERS, THIS_SNAPSHOT),
        "tables": published_tables(),
        "nights_held": nights_held,
        "min_cell": ctx.settings.publish.min_cell,
        "firm_nights": FIRM_NIGHTS,
    }


def _drift(told: Told) -> dict[str, Any]:
    sure = surety(told.ctx, language_of(told.code), told.picture)
    return drift_values(told.code, told.picture, told.figures, told.ctx.settings, sure)


PAGES: dict[str, Page] = {
    "overview": Page(marked("Overview"), _overview),
    "personas": Page(
        marked("Personas"), lambda told: personas_values(told.code, told.picture, told.figures, told.ctx.settings)
    ),
    "drift": Page(marked("Drift"), _drift),
    "migration": Page(
        marked("Migration"), lambda told: migration_values(told.code, told.picture, told.figures, told.ctx.settings)
    ),
    "rfm": Page(
        marked("RFM segments"),
        lambda told: rfm_values(told.code, told.picture, told.figures, told.ctx.settings, told.counts),
    ),
    "data-health": Page(marked("Data health"), _health),
    "readiness": Page(
        marked("Readiness"),
        lambda told: readiness_values(told.code, told.picture, told.figures, told.health, told.ctx.settings),
    ),
    "dictionary": Page(marked("Dictionary"), lambda told: _dictionary(told.ctx)),
}
"""What stands in the navigation, in its order, by the name of the file."""


def _mark(word: str, since: object) -> Any:
    return since if word in ("watch", "re-evaluate") else None


def _replace(path: Path, text: str) -> None:
    """Write beside, flush, then take the place of the old page in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    with fresh.open("w", encoding="utf-8", newline="\n") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    fresh.replace(path)


def _remove_others(folder: Path, written: Any) -> None:
    """Pages of an earlier version of this program that nobody writes any more, and what a run that died left behind."""
    for code in LANGUAGES:
        for path in sorted((folder / code).iterdir()):
            if f"{code}/{path.name}" not in written and path.is_file():
                path.unlink()
