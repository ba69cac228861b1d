"""Another process that writes decisions; started by test_store.py."""

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from persona_pipeline.decisions import Decisions
from persona_pipeline.settings import DecisionSettings, Settings, Workspace

WRITES = 10


def main(root: str, url: str, name: str) -> None:
    settings = Settings(decisions=DecisionSettings(url=json.loads(url)))
    at = datetime(2026, 6, 30, tzinfo=UTC)
    for number in range(WRITES):
        with Decisions.open(Workspace(Path(root)), settings) as store, store.transaction():
            free = max((version.number for version in store.versions()), default=0) + 1
            store.propose(
                free, "{}", sha256=name, fitted_as_of=date(2026, 6, 29), payload={}, author=name, reason="r", at=at
            )
            store.record("note", f"{name}:{number}", {}, author=name, reason="r", at=at)


if __name__ == "__main__":
    main(*sys.argv[1:])
