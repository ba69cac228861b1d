"""Matomo's visit log: JSON of ``Live.getLastVisitsDetails``, one record per visit with its actions inside.

The CSV of the same report has columns such as ``pageTitle (actionDetails 0)``, as many as the longest visit needs: no form that
can be read without guessing.
"""

from persona_pipeline.sources.format import Format, Structure

_ITEM: Structure = {"itemSKU": "VARCHAR", "quantity": "VARCHAR"}
_ACTION: Structure = {
    "type": "VARCHAR",
    "timestamp": "VARCHAR",
    "pageId": "VARCHAR",
    "url": "VARCHAR",
    "siteSearchKeyword": "VARCHAR",
    "eventAction": "VARCHAR",
    "goalId": "VARCHAR",
    "goalPageId": "VARCHAR",
    "orderId": "VARCHAR",
    "revenue": "VARCHAR",
    "productViewSku": "VARCHAR",
    "itemDetails": [_ITEM],
}

FORMATS = (
    Format(
        name="matomo_visits",
        kind="web",
        meaning="Matomo visits with their actions (Live.getLastVisitsDetails, JSON), times in seconds UTC",
        signature=("idvisit", "visitorid", "actiondetails"),
        structure={
            "idSite": "VARCHAR",
            "idVisit": "VARCHAR",
            "visitorId": "VARCHAR",
            "userId": "VARCHAR",
            "deviceType": "VARCHAR",
            "country": "VARCHAR",
            "referrerType": "VARCHAR",
            "referrerName": "VARCHAR",
            "campaignName": "VARCHAR",
            "campaignSource": "VARCHAR",
            "campaignMedium": "VARCHAR",
            "actionDetails": [_ACTION],
        },
        keeps_unknown=False,
        required=(("idVisit",), ("visitorId",), ("actionDetails",)),
        shape="matomo_visits",
        refusals={"no_actions": "a visit with its actions; export without `doNotFetchActions`"},
        timestamp_format="epoch_s",
        notes=(
            "a visit grows while it lasts: export again later, and the latest version of each action replaces the earlier",
            "members that are not used are not kept, not even in `extra`; the file itself stays in landing",
            "Matomo does not track refunds: revenue is what was ordered",
            "an abandoned cart counts as a visit in which something was put into the cart",
        ),
    ),
    Format(
        name="matomo_csv",
        kind="web",
        meaning="Matomo visits as CSV, the actions of a visit spread over columns",
        signature=("idvisit", "type (actiondetails 0)|url (actiondetails 0)|pagetitle (actiondetails 0)"),
        unusable="export the same report as JSON: `module=API&method=Live.getLastVisitsDetails&format=JSON`; the CSV spreads the "
        "actions of a visit over as many columns as its longest visit has.",
    ),
)
