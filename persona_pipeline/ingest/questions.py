"""What was asked: the wording of each question as the files of a survey have it, kept so that a reworded question is found later."""

from persona_pipeline.sources import ReadReport
from persona_pipeline.warehouse import Warehouse, exact_path, statement


def remember_questions(warehouse: Warehouse, source: str, report: ReadReport) -> None:
    """Note in ops.questions the wordings of a load; changes only rows that differ. Belongs in the load's transaction."""
    wordings = list(_wordings(report))
    if not wordings or report.accepted is None:
        return
    ids, headers, texts = (list(each) for each in zip(*wordings, strict=True))
    params = {
        "source": source,
        "load_id": report.load_id,
        "accepted": exact_path(report.accepted),
        "ids": ids,
        "headers": headers,
        "texts": texts,
    }
    warehouse.run("ingest/asked", params)
    warehouse.replace_changed("ops.questions", statement("ingest/questions"), params)
    warehouse.con.execute("drop table asked")


def _wordings(report: ReadReport) -> list[tuple[str | None, str, str]]:
    """(question id, header, text): first the questions of the mapping, then whatever else the file has a text for.

    A column's id is NULL where no mapping names it; where the file has no text of its own, its header is the text.
    """
    details = report.details
    asked = [
        (key, header, details.texts.get(header, header)) for key, headers in details.asked.items() for header in headers
    ]
    named = {header for _, header, _ in asked} | set(details.columns.values())
    return [*asked, *((None, header, text) for header, text in details.texts.items() if header not in named)]
