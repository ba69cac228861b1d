"""How well the sources know each other's people: a figure of the night."""

from persona_pipeline.context import Context, StageReport


def refresh_match_rates(ctx: Context) -> StageReport:
    """Fill marts.match_rates for the night, over the RFM window."""
    rows = ctx.warehouse.replace_night("marts.match_rates", ctx.as_of, {"window_days": ctx.settings.rfm.window_days})
    sql = "select figure, rate from marts.match_rates where as_of = $as_of order by figure"
    rates = dict(ctx.warehouse.query(sql, {"as_of": ctx.as_of}))
    return StageReport(rows={"marts.match_rates": rows}, figures=rates)
