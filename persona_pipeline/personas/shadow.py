"""A challenger in the shadow: personas fitted anew beside those in force, who they are, and whether they describe people better."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from persona_pipeline.features import keep

from .definition import from_text
from .fit import fit_sample
from .gain import gain_of
from .ledger import distances
from .propose import compared
from .sample import draw_sample

if TYPE_CHECKING:
    from datetime import date

    from persona_pipeline.context import Context

    from .cluster import Matrix, Vector
    from .definition import Definition
    from .gain import Gain
    from .propose import Challenger
    from .sample import Sample


@dataclass(frozen=True)
class Shadow:
    """Personas as they were fitted with who they are, what they gain, and by persona how surely it comes back.

    ``returning`` is the cluster-wise Jaccard similarity (Hennig 2007) when half of the people are left out.
    """

    challenger: Challenger
    gain: Gain | None
    returning: tuple[float, ...]


def shadow(ctx: Context, known: Definition, *, then: date) -> Shadow:
    """Fit a challenger of ``known`` on the picture of the night; nothing is written.

    It follows from the picture, the definition in force and the versions before it alone: what was proposed or decided
    meanwhile changes nothing.

    Args:
        ctx: of the night.
        known: the definition in force on it.
        then: first night of that definition.

    Raises:
        NotEnoughPeopleError: if there are too few different people.
    """
    keep(ctx.warehouse, "persona_picture", "personas/picture_of_night", {"as_of": ctx.as_of})
    sample = draw_sample(ctx, ctx.as_of)
    fitted, chosen = fit_sample(ctx, ctx.as_of, sample, seed=ctx.settings.personas.seed)
    centres, weights = beside(known, sample)
    some = sample.placed.some(chosen.rows)
    gain = gain_of(some, chosen.halves, centres, weights, number=chosen.number)
    challenger = compared(ctx, known, fitted, then=then, gone=_gone(ctx, known, fitted))
    return Shadow(challenger, gain, tuple(chosen.tried[chosen.number].candidate.returning))


def beside(known: Definition, sample: Sample) -> tuple[Matrix, Vector]:
    """Centres of a definition in the units of a sample, and weights that are 0 for traits that only one of both has."""
    scales = {trait.name: trait for trait in known.traits}
    centres = np.zeros((len(known.personas), len(sample.scales)))
    weights = np.zeros(len(sample.scales))
    for column, trait in enumerate(sample.scales):
        if trait.name in scales:
            old = scales[trait.name]
            weights[column] = sample.weights[column]
            at = [old.centre + old.scale * persona.centre[trait.name] for persona in known.personas]
            centres[:, column] = [(value - trait.centre) / trait.scale for value in at]
    return centres, weights


def _gone(ctx: Context, known: Definition, fitted: Definition) -> dict[str, list[float]]:
    """Distances to each fitted persona of those of earlier versions, as they were last, who are not in the one in force."""
    here = {persona.persona_id for persona in known.personas}
    found: dict[str, list[float]] = {}
    for version, _, accepted_as_of, _, sha256, text, _, _ in ctx.warehouse.run("personas/versions"):
        if accepted_as_of > ctx.as_of:
            continue
        definition = from_text(text, sha256, where=f"marts.persona_versions, version {version}")
        for persona in definition.personas:
            if persona.persona_id not in here:
                found[persona.persona_id] = distances(persona, definition, fitted)
    return found
