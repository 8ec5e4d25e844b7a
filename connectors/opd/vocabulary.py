"""The fixed words of the OPD-API: namespace, status codes, languages of the offices' originals."""

from __future__ import annotations

from typing import Final

NAMESPACE: Final = "https://www.jpo.go.jp"

OK: Final = "100"
TOKEN_INVALID: Final = "210"

LANGUAGES: Final = {
    "AU": "en", "CA": "en", "CN": "zh", "EP": "en", "GB": "en", "IL": "en", "JP": "ja", "KR": "ko",
    "NZ": "en", "TW": "zh", "US": "en",
}  # fmt: skip
"""In which language an office's originals are taken to be; the API says only that one is the original."""

PACKED = "~zip"
"""Ends the id of a Japanese document as its office packs it: a ZIP with XML in Shift-JIS, passed as it is."""
