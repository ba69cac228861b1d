"""Every page is valid, self-contained and safe: no script, no other host, text stays text."""

import base64
import hashlib
import html
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import html5lib
import pytest

from persona_pipeline.context import Context
from persona_pipeline.pages import write_pages
from tests.publish.filled import CANARIES

PAGES = [
    "index.html",
    *(
        f"{code}/{name}.html"
        for code in ("en", "nl")
        for name in (
            *("overview", "personas", "drift", "migration", "rfm", "data-health", "readiness", "dictionary"),
            *("persona-P01", "persona-P02", "persona-P03"),
        )
    ),
]


class Elements(HTMLParser):
    """All start tags with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_these_pages_and_no_others(written: Path) -> None:
    assert sorted(path.relative_to(written).as_posix() for path in written.rglob("*") if path.is_file()) == sorted(
        PAGES
    )


@pytest.mark.parametrize("name", PAGES)
def test_valid(written: Path, name: str) -> None:
    text = (written / name).read_text(encoding="utf-8")
    html5lib.HTMLParser(strict=True).parse(text)
    elements = Elements(text).found
    tags = [tag for tag, _ in elements]
    assert tags.count("h1") == 1
    assert tags.count("main") == 1
    ids = [attributes["id"] for _, attributes in elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert elements[0] == ("html", {"lang": name[:2] if name != "index.html" else "nl"})
    assert re.search(r"<title>[^<]+ · Zaad &amp; Zo &lt;shop&gt;</title>", text)
    for tag, attributes in elements:
        if tag == "svg":
            assert attributes.get("aria-hidden") == "true" or (
                attributes.get("role") == "img" and attributes.get("aria-label")
            )


@pytest.mark.parametrize("name", PAGES)
def test_nothing_runs_and_nothing_is_fetched(written: Path, name: str) -> None:
    text = (written / name).read_text(encoding="utf-8")
    for tag, attributes in Elements(text).found:
        assert tag not in ("script", "iframe", "object", "embed", "form", "base"), tag
        assert not [key for key in attributes if key.startswith("on") or key in ("style", "src", "srcset")], attributes
        href = attributes.get("href") or ""
        assert not re.match(r"[a-z]+:|//", href) or (tag == "link" and href.startswith("data:image/svg+xml")), href
    assert "@import" not in text
    assert "url(" not in text


@pytest.mark.parametrize("name", PAGES)
def test_the_policy_allows_this_style_and_nothing_else(written: Path, name: str) -> None:
    text = (written / name).read_text(encoding="utf-8")
    style = text.split("<style>")[1].split("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    assert f'content="{policy}"'.replace("'", "&#39;") in text


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_somewhere(written: Path, name: str) -> None:
    page = written / name
    for tag, attributes in Elements(page.read_text(encoding="utf-8")).found:
        if tag != "a":
            continue
        path, _, anchor = str(attributes["href"]).partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.is_file(), attributes["href"]
        if anchor:
            assert f'id="{anchor}"' in target.read_text(encoding="utf-8"), attributes["href"]


@pytest.mark.slow
def test_the_same_night_gives_the_same_bytes(night: Callable[[str], Context]) -> None:
    ctx = night("re-evaluate")

    def contents() -> dict[str, bytes]:
        write_pages(ctx)
        return {path.name: path.read_bytes() for path in ctx.workspace.pages.rglob("*.html")}

    assert contents() == contents()


def test_pages_nobody_writes_any_more_are_removed(night: Callable[[str], Context]) -> None:
    ctx = night("keep")
    old = ctx.workspace.pages / "en" / "old.html"
    old.parent.mkdir(parents=True)
    old.write_text("old")
    write_pages(ctx)
    assert not old.exists()


def test_no_personal_value_is_shown(written: Path) -> None:
    for name in PAGES:
        text = (written / name).read_text(encoding="utf-8")
        for canary in CANARIES:
            assert canary not in text, f"{canary} in {name}"


def test_small_cells_are_not_shown(written: Path) -> None:
    text = (written / "en" / "overview.html").read_text(encoding="utf-8")
    cell = re.search(r'<td class="heat-0"><b>([^<]+)</b><span>Lost</span>', text)
    assert cell
    assert cell.group(1) == "\N{EN DASH}"
    row = text.split('<th scope="row">Lost</th>')[1].split("</tr>")[0]
    assert "\N{EN DASH}" in row
    assert "A dash: not shown" in text
    assert "4" not in re.sub(r"<[^>]+>", "", row)


POISON = [
    "<script>document.title='poisoned'</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }} {% raw %}",
    "%(who)s %s %d 100%",
    '=HYPERLINK("http://x")',
    "\N{RIGHT-TO-LEFT OVERRIDE}gnp.exe \N{ARABIC LETTER ALEF}",
    "</style></title><svg onload=alert(1)>",
    "x" * 100_000,
]


@pytest.mark.slow
@pytest.mark.parametrize("poison", POISON, ids=range(len(POISON)))
def test_poison_stays_text(night: Callable[[str], Context], poison: str) -> None:
    ctx = night("re-evaluate")
    values = {"poison": poison}
    for statement in (
        "update marts.personas set name = $poison where persona_id = 'P02'",
        "update quarantine.orders set found = $poison, expected = $poison, column_name = $poison, file_name = $poison, reason_code = $poison",
        "update ops.validation_results set why = $poison, rule = rule || $poison, examples = json_array(json_object('row_number', 1, 'found', $poison::varchar))",
        "update ops.alerts set title = $poison, body = $poison",
        "update ops.loads set file_name = $poison, reason = $poison, source = source || $poison",
        "update ops.nights set status = 'failed', reason = $poison where as_of = '2026-03-01'",
        "update marts.rfm_summary set segment = segment || $poison where segment = 'Lost'",
        "update marts.persona_cards set text_en = $poison, text_nl = $poison, answer = $poison where field = 'goals'",
        "update marts.persona_needs set wording = $poison",
        "update marts.persona_moments set message_en = $poison, message_nl = $poison, touchpoint = $poison",
        "update marts.persona_journey set touchpoint = touchpoint || $poison",
    ):
        ctx.warehouse.query(statement, values)
    write_pages(ctx)
    for name in PAGES:
        text = (ctx.workspace.pages / name).read_text(encoding="utf-8")
        html5lib.HTMLParser(strict=True).parse(text)
        elements = Elements(text).found
        assert {tag for tag, _ in elements} & {"script", "img", "iframe"} == set()
        assert not [key for _, attributes in elements for key in attributes if key.startswith("on")]
        assert len(text) < 400_000, f"{name} has {len(text)} characters"
    overview = html.unescape((ctx.workspace.pages / "en" / "overview.html").read_text(encoding="utf-8"))
    seen = poison[:80].replace("\u202e", "\ufffd")
    assert f"<h3>{seen}" in overview
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c") & set(overview), (
        "nothing turns what follows it"
    )
