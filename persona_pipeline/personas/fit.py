"""Fit a persona version on the picture of one day: sample, groups, personas, names. It is not stored here."""

from __future__ import annotations

from importlib.metadata import version as library_version
from typing import TYPE_CHECKING

import numpy as np

from persona_pipeline import __version__
from persona_pipeline.settings import labels_of

from .cap import cost_of_cap
from .choose import choose, reason_for
from .definition import Choice, Definition, GroupDefinition, PersonaDefinition
from .groups import target_groups
from .naming import portraits
from .sample import draw_sample, known_centres
from .traits import natural

if TYPE_CHECKING:
    from datetime import date

    from persona_pipeline.context import Context

    from .choose import Chosen
    from .cluster import Fit, Labels, Vector
    from .definition import TraitScale
    from .groups import Groups
    from .naming import Portrait
    from .sample import Sample

LIBRARIES = ("duckdb", "numpy", "scikit-learn")


class NotEnoughPeopleError(Exception):
    """There are too few different people of whom enough is known; personas wait."""


def fit_personas(ctx: Context, day: date, *, seed: int) -> Definition:
    """A persona version, fitted on the temporary table persona_picture that holds the picture of ``day``.

    It is numbered 1 and its personas P01, P02, ... by size: whoever keeps it gives both the numbers that they get. Equal
    pictures and seeds give equal definitions.

    Raises:
        NotEnoughPeopleError: if fewer than two different people, or no trait, are known.
    """
    return fit_sample(ctx, day, draw_sample(ctx, day), seed=seed)[0]


def fit_sample(ctx: Context, day: date, sample: Sample, *, seed: int) -> tuple[Definition, Chosen]:
    """A persona version fitted on a sample of the picture of ``day``, and what it was chosen from.

    Raises:
        NotEnoughPeopleError: if fewer than two different people, or no trait, are known.
    """
    if not sample.scales or len(sample.keys) < 2:
        raise NotEnoughPeopleError(f"{day}: no trait differs between the {len(sample.keys)} people who are known")
    most = ctx.settings.personas.max_personas
    try:
        chosen = choose(sample.placed, sample.weights, sample.questions, most=most, seed=seed, spend=sample.spend)
    except ValueError as error:
        raise NotEnoughPeopleError(f"{day}: {error}") from error
    return _define(ctx, day, sample, chosen, seed=seed), chosen


def _define(ctx: Context, day: date, sample: Sample, chosen: Chosen, *, seed: int) -> Definition:
    found, most, few = chosen.fit, ctx.settings.personas.max_personas, ctx.settings.publish.min_cell
    groups = target_groups(sample.placed, chosen, at_least=few)
    candidates = [chosen.tried[number].candidate for number in sorted(chosen.tried)]
    cap = cost_of_cap(sample, chosen, most, lambda other: portraits_of(ctx, sample, other))
    return Definition(
        format=2,
        version=1,
        fitted_as_of=day,
        first_day=ctx.warehouse.run("personas/first_day", {"as_of": day})[0][0],
        window_days=ctx.settings.rfm.window_days,
        people=sample.people,
        sample=len(sample.keys),
        seed=seed,
        traits=sample.scales,
        personas=_personas(ctx, sample, found),
        groups=_groups(sample, groups, few),
        choice=Choice(personas=chosen.number, reason=reason_for(chosen, most), candidates=candidates, cap=cap),
        libraries={"persona-pipeline": __version__, **{name: library_version(name) for name in LIBRARIES}},
    )


def _personas(ctx: Context, sample: Sample, found: Fit) -> list[PersonaDefinition]:
    sizes = _sizes(found.labels, len(found.centres))
    centres = _centres(sample, found, ctx.settings.publish.min_cell)
    return [
        PersonaDefinition(
            persona_id=f"P{number:02d}",
            name=portrait.name,
            gist=portrait.gist,
            people=size,
            share=round(size / len(sample.keys), 6),
            centre=centre,
            centre_natural=as_people_read_it(sample.scales, centre),
        )
        for number, (portrait, size, centre) in enumerate(
            zip(portraits_of(ctx, sample, found), sizes, centres, strict=True), start=1
        )
    ]


def _groups(sample: Sample, groups: Groups, few: int) -> list[GroupDefinition]:
    sizes = _sizes(groups.labels, len(groups.centres))
    centres = known_centres(sample, groups.centres, groups.labels, few)
    return [
        GroupDefinition(
            group_id=f"G{number:02d}",
            persona_id=f"P{persona + 1:02d}",
            people=size,
            share=round(size / len(sample.keys), 6),
            centre=centre,
            centre_natural=as_people_read_it(sample.scales, centre),
        )
        for number, (persona, size, centre) in enumerate(
            zip(groups.personas, sizes, _named(sample.scales, centres), strict=True), start=1
        )
    ]


def portraits_of(ctx: Context, sample: Sample, found: Fit) -> list[Portrait]:
    """Name and gist of each persona of a fit."""
    centres = _centres(sample, found, ctx.settings.publish.min_cell)
    read = [as_people_read_it(sample.scales, centre) for centre in centres]
    shares = [round(size / len(sample.keys), 6) for size in _sizes(found.labels, len(centres))]
    shop = ctx.settings.shop
    labels = labels_of(ctx.settings, shop.language)
    return portraits(centres, read, shares, currency=shop.currency, language=shop.language, labels=labels)


def _centres(sample: Sample, found: Fit, few: int) -> list[dict[str, float]]:
    return _named(sample.scales, known_centres(sample, found.centres, found.labels, few))


def _named(scales: list[TraitScale], centres: Vector) -> list[dict[str, float]]:
    return [{t.name: float(z) for t, z in zip(scales, centre, strict=True)} for centre in centres]


def _sizes(labels: Labels, number: int) -> list[int]:
    return [int(size) for size in np.bincount(labels, minlength=number)]


def as_people_read_it(scales: list[TraitScale], centre: dict[str, float]) -> dict[str, float]:
    """A centre in natural units: rates per 30 days, money, shares."""
    return {t.name: round(natural(t.transform, t.centre + t.scale * centre[t.name]), 6) for t in scales}
