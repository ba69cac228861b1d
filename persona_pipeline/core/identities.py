"""Who is who: identifiers become pseudonyms, and pseudonyms of one person become one customer_key.

An account number leads; an e-mail address belongs to the account it was seen with, and two accounts that share an
address are one person. A visitor id belongs to the account that used it on most days; it never joins two accounts,
because families share devices. An address or device seen with too many accounts is nobody's.
"""

import hmac
from hashlib import sha256

from persona_pipeline.context import Context, StageReport
from persona_pipeline.contracts import RAW_OF
from persona_pipeline.settings import identity_secret
from persona_pipeline.warehouse import Warehouse, statement

from .days import chunks, set_days, set_sources

MAX_SHARED = 20
"""An e-mail address seen with more accounts is a marketplace's or a till's, a device with more is a kiosk: no link."""
BLOCK = 64


def pseudonym(namespace: str, value: str, secret: bytes) -> str:
    """The pseudonym of an identifier: the first 32 hex digits of HMAC-SHA256 (RFC 2104) over ``namespace:value``."""
    return hmac.new(secret, f"{namespace}:{value}".encode(), sha256).hexdigest()[:32]


def key_pads(secret: bytes) -> tuple[bytes, bytes]:
    """The inner and outer padded keys of RFC 2104, with which SQL computes the same HMAC over whole columns."""
    block = (sha256(secret).digest() if len(secret) > BLOCK else secret).ljust(BLOCK, b"\0")
    return bytes(byte ^ 0x36 for byte in block), bytes(byte ^ 0x5C for byte in block)


def resolve_identities(ctx: Context) -> StageReport:
    """Register the identifiers of the pending days, note which were seen together, and say which are one person.

    Raises:
        ConfigError: if the key for pseudonyms is missing.
    """
    warehouse = ctx.warehouse
    inner, outer = key_pads(identity_secret())
    set_sources(ctx)
    changed = False
    for kind in RAW_OF:
        for days in chunks(warehouse, kind):
            changed = True
            set_days(warehouse, days)
            with warehouse.transaction():
                warehouse.run("core/identifiers", {"inner": inner, "outer": outer})
                warehouse.query(
                    "delete from core.identity_links where kind = $kind and business_day in (select business_day from days)",
                    {"kind": kind},
                )
                warehouse.run("core/identity_links", {"kind": kind})
    if changed:
        _rebuild(warehouse)
    return StageReport(
        rows={name: warehouse.count(name) for name in ("raw.identifiers", "core.identity_links", "core.identities")}
    )


def _rebuild(warehouse: Warehouse) -> None:
    """Recompute core.identities whole: it follows from identifiers and links alone, not from the order of arrival."""
    con = warehouse.con
    params = {"max_shared": MAX_SHARED}
    warehouse.run("core/account_edges", params)
    con.execute("create or replace temp table account_labels as " + statement("core/account_labels"))
    while warehouse.run("core/account_labels_left")[0][0]:
        con.execute("create or replace temp table account_labels as " + statement("core/account_labels_next"))
    con.execute("create or replace temp table identities_before as from core.identities")
    with warehouse.transaction():
        warehouse.replace_changed("core.identities", statement("core/identities"), params)
        warehouse.run("core/touched_by_identities")
    con.execute("drop table identities_before")
    con.execute("drop table account_labels")
    con.execute("drop table account_edges")
