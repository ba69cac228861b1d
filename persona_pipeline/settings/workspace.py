"""Where things lie in a workspace folder. Nothing else builds these paths."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Workspace:
    """A folder with a persona.yaml and everything that the pipeline keeps beside it."""

    root: Path

    @property
    def config(self) -> Path:
        return self.root / "persona.yaml"

    @property
    def inbox(self) -> Path:
        return self.root / "inbox"

    @property
    def feeds(self) -> Path:
        """What feeds gave, as files: a folder a source. Nights can be computed again from them without asking anybody."""
        return self.root / "feeds"

    @property
    def landing(self) -> Path:
        """Immutable copies of every file that was taken in, by content hash."""
        return self.root / "landing"

    @property
    def staging(self) -> Path:
        """Parsed files on their way into the warehouse; may be deleted at any time between nights."""
        return self.root / "staging"

    @property
    def warehouse(self) -> Path:
        return self.root / "warehouse.duckdb"

    @property
    def decisions(self) -> Path:
        """What people decided; the one file beside the inputs that cannot be computed again."""
        return self.root / "decisions.sqlite"

    @property
    def outbox(self) -> Path:
        """Messages to people: what waits, and what each audience was told."""
        return self.root / "outbox.sqlite"

    @property
    def lock(self) -> Path:
        return self.root / ".lock"

    @property
    def spill(self) -> Path:
        """Where DuckDB puts what does not fit in memory."""
        return self.root / ".spill"

    @property
    def published(self) -> Path:
        return self.root / "published"

    @property
    def audiences(self) -> Path:
        """Lists of customers for campaign tools, a folder each. Personal data, where they hold customer numbers."""
        return self.root / "audiences"

    @property
    def pages(self) -> Path:
        return self.root / "pages"

    def relative(self, path: Path) -> str:
        """The path as people know it: relative to the workspace where it lies inside, with forward slashes."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return path.as_posix()
