"""The people that personas are fitted on: a bounded sample of the picture, and the scales that are learned from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from persona_pipeline.features import keep

from .cluster import People
from .definition import TraitScale
from .space import Scale, keep_people, keep_said, keep_scale
from .traits import TRAIT_BY_NAME, question_and_value, shared_weights, things, trait_of

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from persona_pipeline.context import Context

    from .cluster import Labels, Matrix, Vector

RATES = ("frequency", "active_sessions")
KNOWN_OF_PEOPLE = 0.01  # a trait that is known of fewer says nothing about the shop's people
FEWEST_KNOWN = 20
WELL_KNOWN = 0.5  # of what is known of the middle person, by weight, from which somebody is well known
TAILS = 0.01  # on each side, beyond which a value counts as the quantile
VALUES = 12  # of one question, the most common ones
SMALLEST_VALUE = 0.03  # a choice that fewer made, of those who are known to choose, tells hardly anybody apart
LONGEST_NAME = 60
_MEDIA = (
    ("cpc", "ppc", "paid", "display", "paid_social", "paidsearch"),
    ("social", "social-media", "sm", "email", "e-mail", "newsletter"),
)
FEATURES_TOO = {("traffic", medium) for media in _MEDIA for medium in media}
"""Choices that paid_share, social_share and email_share tell already."""


@dataclass(frozen=True)
class Sample:
    """People to fit on.

    keys: pseudonyms. placed: where they stand. spend: their money in the window, NaN where unknown. scales: how they were
    brought there. people: of the whole picture.
    """

    keys: list[str]
    placed: People
    spend: Vector
    scales: list[TraitScale]
    people: int

    @property
    def questions(self) -> list[str]:
        """What each trait is about: itself, or the question that a choice answers."""
        return [question_and_value(trait.name)[0] or trait.name for trait in self.scales]

    @property
    def weights(self) -> Vector:
        """How many independent things each trait says."""
        said = things([trait.name for trait in self.scales])
        return np.array([said[trait.name] for trait in self.scales])


def draw_sample(ctx: Context, day: date) -> Sample:
    """The sample, drawn from the temporary table persona_picture by the statement that assigns people every night."""
    picture = ctx.warehouse.frame("personas/rates").iloc[0]
    people = int(picture["people"])
    known_of = max(2, KNOWN_OF_PEOPLE * people)
    priors = {rate: round(float(picture[f"{rate}_rate"]), 9) for rate in RATES}
    window = {"first_day": day - timedelta(days=ctx.settings.rfm.window_days - 1), "as_of": day}
    keep_said(ctx.warehouse, window)
    names = [name for name in TRAIT_BY_NAME if picture[name] >= known_of] + _choices(ctx, known_of)
    weights = shared_weights(names)
    keep_scale(ctx.warehouse, [Scale.unscaled(name, weights[name], priors.get(name, 0.0)) for name in names])
    keep_people(ctx.warehouse)
    wanted = ctx.settings.personas
    params = {"well_known": WELL_KNOWN, "at_least": wanted.min_customers, "sample_size": wanted.sample_size}
    keep(ctx.warehouse, "persona_sample", "personas/best_known", params)
    drawn = ctx.warehouse.frame("personas/sample")
    figures, known = _figures(drawn, ctx.warehouse.frame("personas/sample_choices"), names, weights)
    scales = _learn(figures, known, names, priors)
    return Sample(
        keys=drawn["customer_key"].tolist(),
        placed=_place(figures, known, names, scales),
        spend=drawn["monetary"].to_numpy(dtype=float, na_value=np.nan),
        scales=scales,
        people=people,
    )


def _choices(ctx: Context, known_of: float) -> list[str]:
    """Names of the choices that can be traits; what people typed must fit into a definition."""
    params = {
        "known_of": max(FEWEST_KNOWN, known_of),
        "at_least": ctx.settings.publish.min_cell,
        "smallest_share": SMALLEST_VALUE,
        "values": VALUES,
    }
    found = ctx.warehouse.run("personas/choice_values", params)
    named = [f"{question}:{value}" for question, value in found if (question, value) not in FEATURES_TOO]
    return [name for name in named if len(name) <= LONGEST_NAME and name.isprintable() and not set(name) & set("<>")]


def _figures(
    drawn: pd.DataFrame, chosen: pd.DataFrame, names: list[str], weights: dict[str, float]
) -> tuple[Matrix, Matrix]:
    """Transformed values (NaN where unknown) and how sure each is, 0 to 1: people x traits."""
    features = [name for name in names if name in TRAIT_BY_NAME]
    figures = np.full((len(drawn), len(names)), np.nan)
    known = np.zeros((len(drawn), len(names)))
    for column, name in enumerate(features):
        figures[:, column] = drawn[name].to_numpy(dtype=float, na_value=np.nan)
        known[:, column] = drawn[f"{name}_w"].to_numpy(dtype=float) / weights[name]
    row_of = {key: row for row, key in enumerate(drawn["customer_key"])}
    rows = chosen["customer_key"].map(row_of).to_numpy(dtype=np.int64)
    by_question = {
        key: np.asarray(places) for key, places in chosen.groupby(["question", "value"], sort=True).indices.items()
    }
    nobody = np.array([], dtype=np.int64)
    for column, name in enumerate(names[len(features) :], start=len(features)):
        question, value = question_and_value(name)
        asked = by_question.get((question, ""), nobody)  # who answered may all be too little known to be in the sample
        figures[rows[asked], column] = 0.0
        known[rows[asked], column] = chosen["sure"].to_numpy(dtype=float)[asked]
        said = by_question.get((question, value), nobody)
        figures[rows[said], column] = chosen["share"].to_numpy(dtype=float)[said]
    return figures, np.round(known, 9)


def _learn(figures: Matrix, known: Matrix, names: list[str], priors: dict[str, float]) -> list[TraitScale]:
    """Centre and scale of each trait that differs between people; outliers count as the quantile at the tail."""
    learned: dict[str, tuple[float, float, float, float, int]] = {}
    for column, name in enumerate(names):
        sure = known[:, column] > 0
        values, weights = figures[sure, column], known[sure, column]
        if len(values) < 2:
            continue
        low, high = (0.0, 1.0) if name not in TRAIT_BY_NAME else np.quantile(values, [TAILS, 1 - TAILS])
        held = np.clip(values, low, high)
        centre = float(np.average(held, weights=weights))
        scale = float(np.sqrt(np.average((held - centre) ** 2, weights=weights)))
        if scale > 1e-6:
            learned[name] = (centre, scale, (low - centre) / scale, (high - centre) / scale, len(values))
    weights_of = shared_weights(list(learned))
    return [
        TraitScale(
            name=name,
            block=trait_of(name).block,
            transform=trait_of(name).transform,
            weight=weights_of[name],
            half_at=float(trait_of(name).half_at),
            prior=priors.get(name, 0.0),
            centre=round(centre, 6),
            scale=round(scale, 6),
            low=round(float(low), 6),
            high=round(float(high), 6),
            known=known_of,
        )
        for name, (centre, scale, low, high, known_of) in learned.items()
    ]


def _place(figures: Matrix, known: Matrix, names: list[str], scales: list[TraitScale]) -> People:
    place = {name: column for column, name in enumerate(names)}
    values, sureness = np.zeros((len(figures), len(scales))), np.zeros((len(figures), len(scales)))
    for number, trait in enumerate(scales):
        column = place[trait.name]
        sure = known[:, column] > 0
        scaled = np.clip((figures[:, column] - trait.centre) / trait.scale, trait.low, trait.high)
        values[:, number] = np.where(sure, np.nan_to_num(scaled), 0.0)
        sureness[:, number] = np.where(sure, known[:, column], 0.0)
    return People(values, sureness)


def known_centres(sample: Sample, centres: Matrix, labels: Labels, few: int) -> Matrix:
    """Centres that say nothing (0, the shop's mean) of traits that fewer than ``few`` of a number's people are known by.

    They are published, and a figure about a handful of people is not.
    """
    told = np.zeros(centres.shape, dtype=bool)
    for number in range(len(centres)):
        told[number] = (sample.placed.known[labels == number] > 0).sum(axis=0) >= few
    return np.where(told, centres, 0.0)
