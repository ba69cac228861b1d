"""Row rules: every accepted row through the table's suite, piece by piece; critical ones refuse the row.

Great Expectations sees each different row once, and then the rows one by one that broke something.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from persona_pipeline.contracts import RAW_OF
from persona_pipeline.warehouse import exact_path

from . import broken
from .engine import check
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
    table, warehouse = RAW_OF[reader.kind], reader.ctx.warehouse
    tally = Tally(rules_of(table))
    load_ids = [report.load_id for report in reports]
    try:
        for piece in reader.pieces(_broken_groups(reader, table, tally)):
            first = tally.add(piece, check(table, piece.frame))
            broken.note_refused(warehouse, piece, first, tally.rules, load_ids)
    except Exception as error:  # noqa: BLE001 - whatever it is, the rows were not checked: the gate must not open
        message = f"{type(error).__name__}: {error}"
        tally.errors |= {(load, rule): message for load in range(len(reports)) for rule in range(len(tally.rules))}
    broken.note_examples(warehouse, tally, load_ids)
    files = {report.load_id: exact_path(report.accepted) for report in reports if report.accepted is not None}
    broken.look_up_values(warehouse, tally.rules, files)
    return tally


def _broken_groups(reader: Reader, table: str, tally: Tally) -> npt.NDArray[np.int64]:
    """Numbers of the groups that broke any rule, critical or not; every row is counted as checked."""
    import numpy as np

    numbers = [np.empty(0, dtype=np.int64)]
    for groups in reader.groups():
        broken = np.zeros(len(groups.numbers), dtype=bool)
        for number, outcome in enumerate(check(table, groups.frame)):
            broken[outcome.positions] = True
            tally.note_error(number, outcome, groups.loads)
        tally.count(groups.loads, groups.sizes)
        numbers.append(groups.numbers[broken])
    return np.concatenate(numbers)
