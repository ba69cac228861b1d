"""Row rules: every accepted row through the table's suite, piece by piece; critical ones refuse the row.

Great Expectations sees each different row once; what it says of one holds for all that look the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from persona_pipeline.contracts import RAW_OF
from persona_pipeline.warehouse import exact_path

from . import broken
from .engine import Outcome, check
from .suites import rules_of
from .tally import Tally

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt

    from persona_pipeline.sources import ReadReport

    from .pieces import Reader


def check_rows(reader: Reader, reports: Sequence[ReadReport]) -> Tally:
    """Run the suite over all rows and add the refused ones to the temp table ``refused_rows``.

    An exception on the way marks every load: a check that crashed has not been passed.
    """
    import numpy as np

    table, warehouse = RAW_OF[reader.kind], reader.ctx.warehouse
    tally = Tally(rules_of(table))
    load_ids = [report.load_id for report in reports]
    try:
        broken_groups = _broken_groups(reader, table, tally)
        for piece in reader.pieces(np.unique(np.concatenate(broken_groups))):
            outcomes = [
                Outcome(rule.name, np.flatnonzero(np.isin(piece.groups, numbers)))
                for rule, numbers in zip(tally.rules, broken_groups, strict=True)
            ]
            first = tally.add(piece, outcomes)
            broken.note_refused(warehouse, piece, first, tally.rules, load_ids)
    except Exception as error:  # noqa: BLE001 - whatever it is, the rows were not checked: the gate must not open
        message = f"{type(error).__name__}: {error}"
        tally.errors |= {(load, rule): message for load in range(len(reports)) for rule in range(len(tally.rules))}
    broken.note_examples(warehouse, tally, load_ids)
    files = {report.load_id: exact_path(report.accepted) for report in reports if report.accepted is not None}
    broken.look_up_values(warehouse, tally.rules, files)
    return tally


def _broken_groups(reader: Reader, table: str, tally: Tally) -> list[npt.NDArray[np.int64]]:
    """For each rule the numbers of the groups that broke it, critical or not; every row is counted as checked."""
    import numpy as np

    found: list[list[npt.NDArray[np.int64]]] = [[np.empty(0, dtype=np.int64)] for _ in tally.rules]
    for groups in reader.groups():
        for number, outcome in enumerate(check(table, groups.frame)):
            found[number].append(groups.numbers[outcome.positions])
            tally.note_error(number, outcome, groups.loads)
        tally.count(groups.loads, groups.sizes)
    return [np.concatenate(numbers) for numbers in found]
