"""What is known of each person on a night: bought, visited, answered. RFM and personas are made from this picture."""

from .catalog import FEATURES, SOURCE_OF, Feature, Source
from .picture import keep, keep_picture
from .stage import freeze_day, refresh_features

__all__ = ["FEATURES", "SOURCE_OF", "Feature", "Source", "freeze_day", "keep", "keep_picture", "refresh_features"]
