"""The application: every route with what it needs, in one table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.convertors import Convertor, register_url_convertor
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from . import beside, card, deciding, entry, looking, published
from .web import HEADERS, STRICT, Console, guarded

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from starlette.requests import Request

    from persona_pipeline.settings import Settings, Workspace

    from .web import Needs, View


class _Number(Convertor[int]):
    """A number of a version or an event: Python itself refuses to read one of thousands of digits."""

    regex = "[0-9]{1,9}"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


register_url_convertor("number", _Number())


@dataclass(frozen=True)
class Way:
    """A route: its view, and whom it lets in."""

    method: str
    path: str
    view: View
    needs: Needs


WAYS: tuple[Way, ...] = (
    Way("GET", "/health", entry.health, "nothing"),
    Way("GET", "/style.css", entry.style, "nothing"),
    Way("GET", "/sign-in", entry.sign_in_form, "nothing"),
    Way("POST", "/sign-in", entry.sign_in, "nothing"),
    Way("GET", "/language/{code}", entry.language, "nothing"),
    Way("GET", "/sign-out", entry.sign_out_form, "viewer"),
    Way("POST", "/sign-out", entry.sign_out, "viewer"),
    Way("GET", "/", entry.home, "viewer"),
    Way("GET", "/pages/{name:path}", published.page, "viewer"),
    Way("GET", "/decide", looking.decide, "viewer"),
    Way("GET", "/decide/log", looking.log, "viewer"),
    Way("GET", "/decide/versions/{number:number}", beside.version, "viewer"),
    Way("GET", "/decide/personas/{persona_id}", card.persona, "viewer"),
    Way("POST", "/decide/alerts/{alert_id}/seen", deciding.see, "editor"),
    Way("POST", "/decide/alerts/{alert_id}/snooze", deciding.snooze, "editor"),
    Way("POST", "/decide/incidents", deciding.answer, "editor"),
    Way("POST", "/decide/events", deciding.event, "editor"),
    Way("POST", "/decide/events/{number:number}/undo", deciding.undo_event, "editor"),
    Way("POST", "/decide/normal", deciding.normal, "editor"),
    Way("POST", "/decide/challenger/propose", deciding.propose, "editor"),
    Way("POST", "/decide/versions/{number:number}/accept", deciding.accept, "editor"),
    Way("POST", "/decide/versions/{number:number}/reject", deciding.reject, "editor"),
    Way("POST", "/decide/versions/{number:number}/restore", deciding.restore, "editor"),
    Way("POST", "/decide/personas/{persona_id}/rename", deciding.rename, "editor"),
    Way("POST", "/decide/personas/{persona_id}/retire", deciding.retire, "editor"),
    Way("POST", "/decide/personas/{persona_id}/overrule", deciding.overrule, "editor"),
    Way("POST", "/decide/personas/{persona_id}/take-back", deciding.take_back, "editor"),
    Way("POST", "/decide/notes", deciding.note, "editor"),
)


def application(place: Workspace, settings: Settings, clock: Callable[[], datetime]) -> Starlette:
    """The console of a workspace, to be served by uvicorn.

    Args:
        place: the workspace; its pages and published file are read, its store of decisions is written.
        settings: of persona.yaml.
        clock: what decisions are dated by, and sessions end by.
    """
    console = Console(place, settings, clock)
    routes = [Route(way.path, guarded(console, way.view, way.needs), methods=[way.method]) for way in WAYS]
    return Starlette(routes=routes, exception_handlers={404: _nowhere, 405: _nowhere, 500: _broken})


async def _nowhere(_request: Request, error: Exception) -> PlainTextResponse:
    return PlainTextResponse(
        "There is no such page. / Deze pagina bestaat niet.",
        getattr(error, "status_code", 404),
        headers={**HEADERS, "content-security-policy": STRICT},
    )


async def _broken(_request: Request, _error: Exception) -> PlainTextResponse:
    """What went wrong stands in the log of the server; nobody who asks is shown it."""
    return PlainTextResponse(
        "Something went wrong; nothing was changed by it. / Er ging iets mis; er is niets door veranderd.",
        500,
        headers={**HEADERS, "content-security-policy": STRICT},
    )
