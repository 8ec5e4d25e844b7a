"""The service's words: operations, document types, and what the documents are called.

The list of documents gives types and no titles; the titles here are the names of the forms (PCT
Administrative Instructions, Annex A) and of the documents that PATENTSCOPE shows.
"""

from __future__ import annotations

import re

from connectors.numbers.identity import ApplicationNumber
from connectors.numbers.writing import year_of

_FORM = re.compile(r"(RO|IB|ISA|SISA|IPEA)([0-9]{3})")

TITLES = {
    "APBDY": "Application body as filed",
    "ART19": "Claims amended under Article 19",
    "ART34": "Amendments under Article 34",
    "DECLA": "Declarations under Rule 4.17",
    "IB301": "Notification of receipt of record copy",
    "IB304": "Notification concerning submission or transmittal of priority document",
    "IB306": "Notification of the recording of a change",
    "IB308": "Notice informing the applicant of the communication of the international application",
    "IB311": "Notification concerning availability of the publication of the international application",
    "IB326": "Notification of transmittal of the international preliminary report (Chapter I)",
    "IB338": "Notification of transmittal of translation of the international preliminary report",
    "IB373": "International preliminary report on patentability (Chapter I)",
    "IPEA401": "Demand",
    "IPEA402": "Notification of receipt of demand",
    "IPEA408": "Written opinion of the International Preliminary Examining Authority",
    "IPEA409": "International preliminary report on patentability (Chapter II)",
    "IPEA416": "Notification of transmittal of the international preliminary report (Chapter II)",
    "IPER": "International preliminary examination report",
    "IPRP1": "International preliminary report on patentability (Chapter I)",
    "IPRP2": "International preliminary report on patentability (Chapter II)",
    "ISA202": "Notification of receipt of search copy",
    "ISA203": "Declaration of non-establishment of international search report",
    "ISA206": "Invitation to pay additional fees",
    "ISA210": "International search report",
    "ISA220": "Notification of transmittal of the international search report",
    "ISA237": "Written opinion of the International Searching Authority",
    "ISR": "International search report",
    "PAMPH": "Published international application",
    "PDOC": "Priority document",
    "RO101": "Request",
    "RO102": "Notification concerning payment of prescribed fees",
    "RO105": "Notification of the international application number and filing date",
    "SISR": "Supplementary international search report",
    "WOSA": "Written opinion of the International Searching Authority",
}


def plain_code(code: str) -> str:
    """A document type without ``PCT`` and slashes, in capitals: ``RO101`` for ``PCT/RO/101``."""
    return code.upper().removeprefix("PCT/").replace("/", "")


def title_of(code: str) -> str:
    """What a document of this type is called; of a form that is not in the table, its number."""
    plain = plain_code(code)
    if (known := TITLES.get(plain)) is not None:
        return known
    form = _FORM.fullmatch(plain)
    return code if form is None else f"Form PCT/{form[1]}/{form[2]}"


def ia_number(number: ApplicationNumber) -> str | None:
    """The number as the service wants it, ``SG2009000062``: receiving office, four digits of the year, six of
    the serial; ``None`` when it is no international application number."""
    year = year_of(number) if number.kind == "W" else None
    if year is None:
        return None
    serial = number.number[4:] if len(number.number) == 10 else number.number[2:].zfill(6)
    return f"{number.office}{year}{serial}"
