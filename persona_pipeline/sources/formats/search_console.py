"""Google Search Console: the performance report by query or page, English or Dutch. Clicks, impressions, CTR and position.

The report of the website has no date column: its rows hold for the period that was asked for. Name such files by their day.
"""

from persona_pipeline.sources.format import Format

_QUERIES = ("query", "top queries", "zoekopdracht", "zoekopdrachten", "populairste zoekopdrachten")
_PAGES = ("page", "top pages", "pagina", "pagina's", "populairste pagina's", "populairste pagina’s")
_CLICKS, _IMPRESSIONS = ("clicks", "klikken"), ("impressions", "vertoningen")

FORMATS = (
    Format(
        name="search_console",
        kind="signals",
        meaning="Search Console performance by query or page, one signal per figure",
        signature=("|".join((*_QUERIES, *_PAGES)), "|".join(_CLICKS), "|".join(_IMPRESSIONS)),
        columns={
            "signal_at": ("date", "datum", "day"),
            "subject": _QUERIES,
            "seen_on": _PAGES,
            "detail": ("country", "land"),
            "part": ("device", "apparaat"),
            "clicks": _CLICKS[1:],
            "impressions": _IMPRESSIONS[1:],
            "ctr": (),
            "position": ("positie", "average position", "gemiddelde positie"),
        },
        constants={"signal_type": "search_term", "channel": "google"},
        required=(("signal_at",), ("subject", "seen_on"), ("clicks",), ("impressions",)),
        shape="signal_figures",
        notes=(
            "figures of all searchers together; Google leaves rare searches out, so the rows do not add up to the site's total",
        ),
    ),
)
