"""Dates for a reader, as the Unicode CLDR has them."""

from datetime import date

from babel.dates import format_date

from equilibrium.words import LOCALES


def day(when: date | str, language: str) -> str:
    """ "25 November 2026", "25 novembre 2026"; text is an ISO date or time."""
    when = date.fromisoformat(when[:10]) if isinstance(when, str) else when
    return format_date(when, "long", locale=LOCALES[language])
