"""Fit a persona version on the picture of one day: sample, scale, cluster, name. It is not stored here."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version as library_version
from typing import TYPE_CHECKING

import numpy as np

from persona_pipeline import __version__
from persona_pipeline.features import keep

from .choose import choose
from .cluster import Fit, People
from .definition import Choice, Definition, PersonaDefinition, TraitScale
from .naming import portraits
from .space import Scale, keep_scale
from .traits import TRAIT_BY_NAME, natural, shared_weights

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from persona_pipeline.context import Context

    from .cluster import Matrix

RATES = ("frequency", "active_sessions")
KNOWN_OF_PEOPLE = 0.01  # a trait that is known of fewer says nothing about the shop's people
WELL_KNOWN = 0.35  # share of all that can be known, by weight, from which somebody is well known
TAILS = 0.01  # on each side, beyond which a value counts as the quantile
LIBRARIES = ("duckdb", "numpy", "scikit-learn")


class NotEnoughPeopleError(Exception):
    """There are too few different people of whom enough is known; personas wait."""


@dataclass(frozen=True)
class _Sample:
    """People to fit on, transformed but not yet scaled. known: their weight for each trait over the trait's own."""

    figures: Matrix
    known: Matrix


def fit_personas(ctx: Context, day: date, *, seed: int) -> Definition:
    """A persona version, fitted on the temporary table persona_picture that holds the picture of ``day``.

    It is numbered 1 and its personas P01, P02, ... by size: whoever keeps it gives both the numbers that they get. Equal
    pictures and seeds give equal definitions.

    Raises:
        NotEnoughPeopleError: if fewer than two different people, or no trait, are known.
    """
    picture = ctx.warehouse.frame("personas/rates").iloc[0]
    people = int(picture["people"])
    names = [name for name in TRAIT_BY_NAME if picture[name] >= max(2, KNOWN_OF_PEOPLE * people)]
    priors = {rate: round(float(picture[f"{rate}_rate"]), 9) for rate in RATES}
    sample = _draw(ctx, names, priors)
    scales = _learn(sample, names, priors)
    if not scales or len(sample.figures) < 2:
        raise NotEnoughPeopleError(f"{day}: no trait differs between the {len(sample.figures)} people who are known")
    placed = _place(sample, names, scales)
    try:
        found, choice = choose(placed, ctx.settings.personas.max_personas, seed=seed)
    except ValueError as error:
        raise NotEnoughPeopleError(f"{day}: {error}") from error
    return _define(ctx, day, people, seed=seed, scales=scales, found=found, choice=choice)


def _draw(ctx: Context, names: list[str], priors: dict[str, float]) -> _Sample:
    """The sample, drawn from the picture through the same statement that assigns people every night."""
    wanted = ctx.settings.personas
    weights = shared_weights(names)
    keep_scale(ctx.warehouse, [Scale.unscaled(name, weights[name], priors.get(name, 0.0)) for name in names])
    keep(ctx.warehouse, "persona_space", "personas/space")
    drawn = ctx.warehouse.frame(
        "personas/best_known",
        {"well_known": WELL_KNOWN, "at_least": wanted.min_customers, "sample_size": wanted.sample_size},
    )
    known = _columns(drawn, [f"{name}_w" for name in names]) / np.array([weights[name] for name in names])
    return _Sample(_columns(drawn, names), np.round(known, 9))


def _columns(frame: pd.DataFrame, names: list[str]) -> Matrix:
    if not names:
        return np.empty((len(frame), 0))
    return np.column_stack([frame[name].to_numpy(dtype=float, na_value=np.nan) for name in names])


def _learn(sample: _Sample, names: list[str], priors: dict[str, float]) -> list[TraitScale]:
    """Centre and scale of each trait that differs between people; outliers count as the quantile at the tail."""
    learned: dict[str, tuple[float, float, float, float, int]] = {}
    for column, name in enumerate(names):
        known = sample.known[:, column] > 0
        values, weights = sample.figures[known, column], sample.known[known, column]
        if len(values) < 2:
            continue
        low, high = np.quantile(values, [TAILS, 1 - TAILS])
        held = np.clip(values, low, high)
        centre = float(np.average(held, weights=weights))
        scale = float(np.sqrt(np.average((held - centre) ** 2, weights=weights)))
        if scale > 1e-6:
            learned[name] = (centre, scale, (low - centre) / scale, (high - centre) / scale, len(values))
    weights_of = shared_weights(list(learned))
    return [
        TraitScale(
            name=name,
            block=TRAIT_BY_NAME[name].block,
            transform=TRAIT_BY_NAME[name].transform,
            weight=weights_of[name],
            half_at=float(TRAIT_BY_NAME[name].half_at),
            prior=priors.get(name, 0.0),
            centre=round(centre, 6),
            scale=round(scale, 6),
            low=round(float(low), 6),
            high=round(float(high), 6),
            known=known_of,
        )
        for name, (centre, scale, low, high, known_of) in learned.items()
    ]


def _place(sample: _Sample, names: list[str], scales: list[TraitScale]) -> People:
    values, weights = [], []
    for trait in scales:
        column = names.index(trait.name)
        known = sample.known[:, column] > 0
        scaled = np.clip((sample.figures[:, column] - trait.centre) / trait.scale, trait.low, trait.high)
        values.append(np.where(known, np.nan_to_num(scaled), 0.0))
        weights.append(np.where(known, sample.known[:, column] * trait.weight, 0.0))
    return People(np.column_stack(values), np.column_stack(weights))


def _define(
    ctx: Context, day: date, people: int, *, seed: int, scales: list[TraitScale], found: Fit, choice: Choice
) -> Definition:
    centres = [{t.name: float(z) for t, z in zip(scales, centre, strict=True)} for centre in found.centres]
    read = [_as_people_read_it(scales, centre) for centre in centres]
    sizes = np.bincount(found.labels, minlength=len(centres)).tolist()
    shares = [round(size / len(found.labels), 6) for size in sizes]
    shop = ctx.settings.shop
    named = portraits(centres, read, shares, currency=shop.currency, language=shop.language)
    return Definition(
        format=1,
        version=1,
        fitted_as_of=day,
        first_day=ctx.warehouse.run("personas/first_day", {"as_of": day})[0][0],
        people=people,
        sample=len(found.labels),
        seed=seed,
        traits=scales,
        personas=[
            PersonaDefinition(
                persona_id=f"P{number:02d}",
                name=portrait.name,
                gist=portrait.gist,
                people=size,
                share=share,
                centre=centre,
                centre_natural=figures,
            )
            for number, (portrait, size, share, centre, figures) in enumerate(
                zip(named, sizes, shares, centres, read, strict=True), start=1
            )
        ],
        choice=choice,
        libraries={"persona-pipeline": __version__, **{name: library_version(name) for name in LIBRARIES}},
    )


def _as_people_read_it(scales: list[TraitScale], centre: dict[str, float]) -> dict[str, float]:
    return {t.name: round(natural(t.transform, t.centre + t.scale * centre[t.name]), 6) for t in scales}
