"""Lists of search keywords with their volume, and estimates of competitors' traffic, as SEO tools and planners export them."""

from persona_pipeline.sources.format import Format

_VOLUMES = ("volume", "search volume", "search_volume", "avg. monthly searches", "avg monthly searches", "zoekvolume")
_KEYWORDS = ("keyword", "keywords", "zoekwoord", "search term")
_COMPETITORS = ("competitor", "domain", "website", "site", "concurrent", "domein")
_VISITS = ("visits", "total visits", "total_visits", "traffic", "monthly visits", "organic traffic", "bezoeken")
_PLACES = {"signal_at": ("date", "month", "datum", "maand"), "seen_on": (), "detail": ("country", "land"), "part": ()}

FORMATS = (
    Format(
        name="keyword_volumes",
        kind="signals",
        meaning="keyword suggestions with search volume, one signal per figure",
        signature=("|".join(_KEYWORDS), "|".join(_VOLUMES)),
        columns={
            **_PLACES,
            "subject": _KEYWORDS,
            "volume": _VOLUMES[1:],
            "difficulty": ("keyword difficulty", "kd", "competition (indexed value)"),
            "cost_per_click": ("cpc", "cpc (usd)", "cpc (eur)"),
        },
        constants={"signal_type": "keyword"},
        required=(("signal_at",), ("subject",), ("volume",)),
        shape="signal_figures",
        notes=("estimates of a tool; volumes are rounded and lag by a month or more",),
    ),
    Format(
        name="competitor_traffic",
        kind="signals",
        meaning="estimated traffic of other sites, one signal per figure",
        signature=("|".join(_COMPETITORS), "|".join(_VISITS)),
        absent=("visitor_id", "entry_page", "exit_page", "customer_id"),
        columns={
            **_PLACES,
            "subject": _COMPETITORS,
            "visits": _VISITS[1:],
            "unique_visitors": ("unique visitors", "visitors"),
            "pages_per_visit": ("pages per visit", "pages / visit"),
            "bounce_rate": ("bounce rate",),
        },
        constants={"signal_type": "competitor"},
        required=(("signal_at",), ("subject",), ("visits",)),
        shape="signal_figures",
        notes=("estimates of a tool about whole sites; good for direction, not for exact comparison",),
    ),
)
