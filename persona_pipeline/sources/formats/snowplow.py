"""Snowplow's enriched events as a table: atomic columns, with JSON in the cells of self-describing events and their entities."""

from persona_pipeline.sources.format import Format

_ACTION = "unstruct_event_com_snowplowanalytics_snowplow_ecommerce_snowplow_ecommerce_action"
_ENTITY = "contexts_com_snowplowanalytics_snowplow_ecommerce"


def _versions(name: str, *versions: str) -> tuple[str, ...]:
    return tuple(f"{name}_{version}" for version in versions)


_NOT_KEPT = (
    "user_ipaddress",
    "user_fingerprint",
    "network_userid",
    "useragent",
    "geo_zipcode",
    "geo_latitude",
    "geo_longitude",
    "ip_isp",
    "ip_organization",
    "ip_domain",
)
"""They tell of devices and people more than anybody asked, so they do not even reach ``extra``."""

FORMATS = (
    Format(
        name="snowplow",
        kind="web",
        meaning="Snowplow atomic events with JSON in cells, times in UTC",
        signature=("event_id", "domain_userid", "domain_sessionid", "derived_tstamp|collector_tstamp", "event_vendor"),
        columns={
            "event_id": (),
            "at": ("derived_tstamp", "collector_tstamp"),
            "event": (),
            "event_name": (),
            "visitor": ("domain_userid",),
            "session": ("domain_sessionid",),
            "user_id": (),
            "page": ("page_urlpath",),
            "geo_country": (),
            "mkt_source": (),
            "mkt_medium": (),
            "mkt_campaign": (),
            "mkt_term": (),
            "refr_source": (),
            "refr_medium": (),
            "refr_urlhost": (),
            "se_action": (),
            "dvce_type": (),
            "br_type": (),
            "tr_orderid": (),
            "tr_total": (),
            **{f"action_{version}": (f"{_ACTION}_{version}",) for version in ("1", "1_0_0", "1_0_1", "1_0_2")},
            "user": _versions(f"{_ENTITY}_user", "1", "1_0_0"),
            "product": _versions(f"{_ENTITY}_product", "1", "1_0_0"),
            "transaction": _versions(f"{_ENTITY}_transaction", "1", "1_0_0"),
            "refund": _versions(f"{_ENTITY}_refund", "1", "1_0_0"),
            "transaction_error": _versions(f"{_ENTITY}_transaction_error", "1", "1_0_0"),
            "checkout_step": _versions(f"{_ENTITY}_checkout_step", "1", "1_0_0"),
            "client": _versions(
                "contexts_com_snowplowanalytics_snowplow_client_session", "1", "1_0_2", "1_0_1", "1_0_0"
            ),
            **dict.fromkeys(_NOT_KEPT, ()),
        },
        required=(("event_id",), ("at",), ("visitor", "session"), ("event", "event_name")),
        shape="snowplow",
        notes=(
            "every step of a checkout counts as begin_checkout",
            "without an action, what carries a transaction is a purchase, what carries a checkout step is begin_checkout",
        ),
    ),
)
