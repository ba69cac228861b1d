"""Channels: each puts a notice into the form of a service and hands it over; none raises for what goes wrong outside."""

from .build import build_channels
from .http import Patience

__all__ = ["Patience", "build_channels"]
