"""A night without data to trust: the pages tell what stood before it, what is wrong with the data, and nothing that was not checked."""

from collections.abc import Callable
from datetime import timedelta

from persona_pipeline.context import Context
from tests.publish.filled import AS_OF

from .test_states import pages


def test_a_night_without_data_does_not_say_that_every_rule_was_kept(night: Callable[[str], Context]) -> None:
    """No file, so no rule was checked; and a source that brought nothing where it always does is not up to date."""
    ctx = night("keep")
    run = ctx.warehouse.query
    run("delete from ops.validation_results where as_of = $d", {"d": AS_OF})
    run("delete from ops.loads where as_of = $d", {"d": AS_OF})
    run(
        """insert into marts.drift_signals values ($d, 'quality', 'all', 'rows:shop', 419, 0, -100, 'percent', -99, -99, 0, -39, null, 5, 'down', $d, 'blocked', 40, null)""",
        {"d": AS_OF},
    )
    found = pages(ctx)
    health = {
        code: (ctx.workspace.pages / code / "data-health.html").read_text(encoding="utf-8") for code in ("en", "nl")
    }
    assert "Every rule was kept" not in health["en"]
    assert "No file came in tonight, so no rule was checked." in health["en"]
    assert "Far from what these sources usually bring: shop." in health["en"]
    assert "Vannacht kwam er geen bestand binnen, dus er viel niets te controleren." in health["nl"]
    assert "no data of this night" in health["en"]
    assert "1 of 3 sources are up to date, no row came in and the number of rows is not as usual" in found["en"], (
        "the survey is late, too"
    )
    assert "er kwam geen enkele rij binnen" in found["nl"]


def test_on_a_night_without_data_the_page_tells_what_stood_before_and_not_the_fault_first(
    night: Callable[[str], Context],
) -> None:
    ctx = night("re-evaluate")
    run = ctx.warehouse.query
    run(
        "insert into marts.drift_signals select * replace ($n as as_of) from marts.drift_signals where as_of = $d",
        {"d": AS_OF, "n": AS_OF - timedelta(days=1)},
    )
    run(
        "update marts.drift_signals set state = 'blocked', night_value = null, n = 0, z = null where as_of = $d and level <> 'quality'",
        {"d": AS_OF},
    )
    run(
        """insert into marts.drift_signals values ($d, 'quality', 'all', 'rows:shop', 419, 0, -100, 'percent', -99, -99, 0, -39, null, 5, 'down', $d, 'blocked', 40, null)""",
        {"d": AS_OF},
    )
    found = pages(ctx)
    verdict = found["en"].split('<section class="verdict')[1].split("</section>")[0]
    assert "from 27.9% to 33.0%" in verdict
    assert "far fewer rows" not in verdict
    assert "Part of tonight’s data cannot be trusted and is left out" in verdict
    moved = found["en"].split('id="moved-title"')[1].split("</section>")[0]
    assert "from 27.9% to 33.0%" in moved.split("To keep an eye on")[0]
    assert "rests on a night or two" not in moved, "it did count, and still does"
    assert "far fewer rows than usual" in moved
    run("update marts.persona_verdicts set verdict = 'unknown', cause = 'quality' where as_of = $d", {"d": AS_OF})
    verdict = pages(ctx)["en"].split('<section class="verdict')[1].split("</section>")[0]
    assert "far fewer rows than usual" in verdict, "without a verdict the fault is what it is about"
