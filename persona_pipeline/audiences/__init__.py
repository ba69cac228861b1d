"""Lists of customers for campaign tools: who is in, who is left out and why, written as files and posted to tools."""

from .counted import Shown, shown
from .exports import Export, Held, current_export, exports_of
from .select import Counts, Selection, selecting
from .send import send_audiences
from .stage import export_audience, refresh_audiences

__all__ = [
    "Counts",
    "Export",
    "Held",
    "Selection",
    "Shown",
    "current_export",
    "export_audience",
    "exports_of",
    "refresh_audiences",
    "selecting",
    "send_audiences",
    "shown",
]
