"""The persona.yaml of a workspace for the generated shop."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .options import ShopOptions

WINDOWS = (365, 180, 90, 60, 30)

TEMPLATE = """\
# The one file that says where data comes from and when personas are to be re-evaluated.
# `persona-pipeline schema` writes a JSON Schema: editors then complete and explain every line.

shop:
  name: Generated shop
  timezone: Europe/Amsterdam    # where a business day begins and ends
  currency: EUR
  language: en                  # en or nl: the start page and the alerts

# Each source: what kind it is and where its files arrive. A file is loaded once, by content; a changed file of the
# same name corrects its rows. Columns are recognised by name; `columns: {{our_name: Header in the file}}` maps others.
sources:
  - name: orders
    kind: orders
    path: inbox/orders/*
  - name: web
    kind: web
    path: inbox/web/*
  - name: survey
    kind: survey
    path: inbox/survey/*
    # What each column asks. Nothing is guessed: a column that is not named here is kept, but not used.
    questions:
      nps: {{column: nps, role: nps}}                       # 0 to 10
      satisfaction_site: {{column: satisfaction_site, role: satisfaction, touchpoint: site, phase: think}}   # 1 to 5
      satisfaction_service: {{column: satisfaction_service, role: satisfaction, touchpoint: service, phase: care}}
      satisfaction_delivery: {{column: satisfaction_delivery, role: satisfaction, touchpoint: delivery, phase: do}}
      satisfaction_product: {{column: satisfaction_product, role: satisfaction, touchpoint: product, phase: care}}
      need: {{column: need, role: need, separator: "; "}}     # several may be ticked
      goal: {{column: goal, role: goal}}
      pain: {{column: pain, role: pain}}
      channel: {{column: channel, role: channel, phase: see}}
      decision_factor: {{column: decision_factor, role: decision_factor, phase: think}}
      age_band: {{column: age_band, role: demographic}}
      gender: {{column: gender, role: demographic}}
      household: {{column: household, role: demographic}}
      education: {{column: education, role: demographic}}
      region: {{column: region, role: demographic}}
      open_text: {{column: open_text, role: open_text}}

rfm:
  window_days: {window}             # the history is long enough to fill it on the first night; a real shop uses 365

personas:
  max_personas: {personas}
  first_fit_after_days: {window}    # fit on a full window, or young customers look like rare ones
  min_customers: {min_customers}

drift:
  reference_nights: 28          # nights that make the picture which later nights are held against
"""


def persona_yaml(options: ShopOptions) -> str:
    """Text of a persona.yaml that reads this shop's files from ``inbox/orders``, ``inbox/web`` and ``inbox/survey``."""
    window = next((days for days in WINDOWS if days <= options.history_days * 0.75), WINDOWS[-1])
    return TEMPLATE.format(
        window=window, personas=options.personas, min_customers=max(20, min(200, options.customers // 5))
    )
