"""Where a source's files come from when nobody puts them into the inbox: the ``feed:`` block. No secret stands here.

Fields that end in ``_variable`` name an environment variable; its value is read when the feed is pulled and kept nowhere.
"""

from datetime import date
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, Field, model_validator

from .strict import Strict

HERE = ("localhost", "127.0.0.1", "::1")


def _safe_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.username or parts.password:
        raise ValueError("expected an address without user and password; name an environment variable for them")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in HERE):
        raise ValueError("expected an address that begins with https://, because a token travels with every request")
    return value.rstrip("/")


Variable = Annotated[str, Field(pattern="^[A-Z][A-Z0-9_]*$")]
"""Name of an environment variable, in capitals; a token that is pasted here does not fit."""
Url = Annotated[str, AfterValidator(_safe_url)]
Identifier = Annotated[str, Field(pattern="^[A-Za-z0-9_-]+$")]


class _Feed(Strict):
    look_back_days: int = Field(
        3, ge=1, le=366, description="Days before the last pull that are asked for again: late and changed records."
    )


class FilesFeed(_Feed):
    """Files behind a URL in `path`: how they are asked for."""

    type: Literal["files"] = Field("files", description="Kind of feed.")
    token_variable: Variable | None = Field(
        None, description="For http(s): environment variable with a token, sent as `Authorization: Bearer`."
    )


class _Pulled(_Feed):
    """Feeds whose answers are written to files of the workspace first."""

    since: date | None = Field(None, description="First day to ask for; night.first_date where absent.")


class ShopifyFeed(_Pulled):
    """Orders of a Shopify shop, through its Admin REST API."""

    type: Literal["shopify"] = Field(description="Kind of feed.")
    url: Url = Field(description="https://my-shop.myshopify.com")
    token_variable: Variable = Field("SHOPIFY_TOKEN", description="Variable with the Admin API access token.")
    api_version: str = Field("2026-10", pattern=r"^20\d\d-\d\d$", description="Version of the Admin REST API.")


class WooCommerceFeed(_Pulled):
    """Orders of a WooCommerce shop."""

    type: Literal["woocommerce"] = Field(description="Kind of feed.")
    url: Url = Field(description="Address of the shop, https://shop.example.com")
    key_variable: Variable = Field("WOOCOMMERCE_KEY", description="Variable with the consumer key (ck_...).")
    secret_variable: Variable = Field("WOOCOMMERCE_SECRET", description="Variable with the consumer secret (cs_...).")


class MatomoFeed(_Pulled):
    """Visits with their actions."""

    type: Literal["matomo"] = Field(description="Kind of feed.")
    url: Url = Field(description="Address of Matomo, https://stats.example.com")
    site: int = Field(1, ge=1, description="idSite.")
    token_variable: Variable = Field("MATOMO_TOKEN", description="Variable with the token_auth.")


class TypeformFeed(_Pulled):
    """Responses of one form."""

    type: Literal["typeform"] = Field(description="Kind of feed.")
    form: Identifier = Field(description="Id of the form: the last part of its address.")
    url: Url = Field("https://api.typeform.com", description="https://api.eu.typeform.com for accounts in the EU.")
    token_variable: Variable = Field("TYPEFORM_TOKEN", description="Variable with the personal access token.")


class SurveyMonkeyFeed(_Pulled):
    """Responses of one survey."""

    type: Literal["surveymonkey"] = Field(description="Kind of feed.")
    survey: Identifier = Field(description="Id of the survey.")
    url: Url = Field("https://api.surveymonkey.com", description="https://api.eu.surveymonkey.com in the EU.")
    token_variable: Variable = Field("SURVEYMONKEY_TOKEN", description="Variable with the access token.")


class BigQueryFeed(_Pulled):
    """GA4's export; credentials as Google's libraries find them (GOOGLE_APPLICATION_CREDENTIALS)."""

    type: Literal["bigquery"] = Field(description="Kind of feed.")
    project: str = Field(pattern="^[a-z][a-z0-9:.-]+$", description="Project that holds the export.")
    dataset: str = Field(pattern="^[A-Za-z0-9_]+$", description="Dataset of the export: analytics_123456789.")


class SqlFeed(_Pulled):
    """A table or a query of a database; read in a read-only transaction."""

    type: Literal["sql"] = Field(description="Kind of feed.")
    url_variable: Variable = Field(description="Variable with the address, postgresql://user:password@host/database.")
    table: str | None = Field(
        None, pattern=r"^[A-Za-z_][\w$]*(\.[A-Za-z_][\w$]*)?$", description="Table or view: orders, or shop.orders."
    )
    query: str | None = Field(None, description="File with one SELECT, relative to the workspace: sql/orders.sql.")
    cursor_column: str | None = Field(
        None, description="Column that says when a row changed last. Without it everything is read at every pull."
    )

    @model_validator(mode="after")
    def _one_of_both(self) -> "SqlFeed":
        if (self.table is None) == (self.query is None):
            raise ValueError("expected either `table` or `query`")
        return self


PulledFeed = ShopifyFeed | WooCommerceFeed | MatomoFeed | TypeformFeed | SurveyMonkeyFeed | BigQueryFeed | SqlFeed
Feed = Annotated[FilesFeed | PulledFeed, Field(discriminator="type")]


SIGNED = ("X-Amz-Signature=", "X-Goog-Signature=", "&sig=", "?sig=")
"""What a URL carries that is itself a key."""


class Place(Strict):
    """Where the files of a source are: a path, or a feed that is pulled, never both."""

    path: str = Field(
        "",
        description="Files, relative to the workspace: inbox/orders/*.csv. `**` reaches into folders. Or a URL: s3://, gs://, abfs://, https://.",
    )
    feed: Feed | None = Field(None, description="Where the files come from, if nobody puts them into the inbox.")

    @property
    def place(self) -> str:
        """Where its files are, in words."""
        return self.path or f"feeds/{getattr(self, 'name', '')}"

    @model_validator(mode="after")
    def _comes_from_somewhere(self) -> "Place":
        _check_place(self.path, self.feed)
        return self


def _check_place(path: str, feed: BaseModel | None) -> None:
    """A source has a path, or a feed that is pulled, never both.

    Raises:
        ValueError: where it has neither or both, or where a path cannot be what it says.
    """
    pulled = isinstance(feed, _Pulled)
    if not path and not pulled:
        raise ValueError("expected `path` (files in the inbox or behind a URL) or a `feed` that is pulled")
    if path and pulled:
        raise ValueError(
            "expected `path` or `feed`, found both; what a feed gives lies in feeds/<source>, leave `path` out"
        )
    remote = "://" in path
    if isinstance(feed, FilesFeed) and not remote:
        raise ValueError("a feed of type files belongs to a `path` with a URL such as s3://bucket/orders/*.parquet")
    if "{" in path and (not remote or "{date:" not in path):
        raise ValueError("only {date:...} in a URL is understood, e.g. https://shop.example.com/{date:%Y-%m-%d}.csv")
    if remote and (urlsplit(path).username or urlsplit(path).password or any(each in path for each in SIGNED)):
        raise ValueError("expected a URL without password or signature; credentials belong into the environment")
