"""The generated shop: customers with known personas, known dirt, known drift. The pipeline never reads its truth."""

from .drifts import SOURCE_DRIFTS, Drift, DriftKind, parse_drift
from .generate import SampleReport, generate
from .options import ShopOptions
from .workspace_yaml import persona_yaml

__all__ = [
    "SOURCE_DRIFTS",
    "Drift",
    "DriftKind",
    "SampleReport",
    "ShopOptions",
    "generate",
    "parse_drift",
    "persona_yaml",
]
