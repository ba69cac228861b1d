"""The generated shop: customers with known personas, known dirt, known drift. The pipeline never reads its truth."""

from .generate import SampleReport, generate
from .options import SOURCE_DRIFTS, Drift, DriftKind, ShopOptions
from .workspace_yaml import persona_yaml

__all__ = ["SOURCE_DRIFTS", "Drift", "DriftKind", "SampleReport", "ShopOptions", "generate", "persona_yaml"]
