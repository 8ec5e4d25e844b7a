"""What reading a long document list costs: 500 rows, as one answer of Global Dossier and of the OPD-API.

``python tests/bench/lists.py`` prints the median and the best of some readings, in milliseconds of the
processor. A row of the OPD-API is an original in Japanese and its translation into English.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from functools import partial

from connectors.global_dossier.parse import parse_document_list
from connectors.model import Dossier
from connectors.numbers.identity import ApplicationNumber
from connectors.opd.parse import parse_doc_list

ROWS, ROUNDS = 500, 50
US, JP = ApplicationNumber("US", "201816123456"), ApplicationNumber("JP", "2015500001")
KINDS = (
    ("CTNF", "Non-Final Rejection", "22,21"),
    ("892", "List of references cited by examiner", "101"),
    ("CLM", "Claims", "1"),
    ("REM", "Applicant Arguments/Remarks Made in an Amendment", "4"),
    ("SRNT", "Examiner's search strategy and results", "5"),
)
PAIRS = (
    ("拒絶理由通知書", "Notice of Reasons for Refusal", "21"),
    ("手続補正書", "Written Amendment", "4"),
    ("特許請求の範囲", "Claims", "1"),
    ("検索報告書", "Search Report by Registered Search Organization", "5"),
    ("特許査定", "Decision to Grant a Patent", "23"),
)


def global_dossier() -> bytes:
    """A list whose rows differ in id, day, length and kind."""
    rows = []
    for place in range(ROWS):
        code, title, groups = KINDS[place % len(KINDS)]
        rows.append(
            {
                "docCode": code,
                "docDesc": title,
                "docId": f"K87AK{place:05}XEAPX5",
                "legalDate": 1536246505000,
                "legalDateStr": f"{place % 12 + 1:02}/{place % 28 + 1:02}/{2000 + place % 24}",
                "docFormat": "PDF",
                "numberOfPages": place % 40,
                "docCodeDesc": "Documents",
                "docGroupCode": groups,
                "shareable": False,
            }
        )
    return json.dumps({"country": "US", "docNumber": "201816123456.A", "docs": rows}).encode()


def opd(more: str = "") -> bytes:
    """A list whose rows differ in ids, day and kind; with more in each of them they have no usual form."""
    rows = ""
    for place in range(ROWS):
        original, english, group = PAIRS[place % len(PAIRS)]
        native = f"{english.replace(' ', '_')}_{61_202_800_000 + place}"
        day = f"{2000 + place % 24}{place % 12 + 1:02}{place % 28 + 1:02}"
        rows += (
            f'<document-list group="{group}">{more}<legal-date>{day}</legal-date>'
            f'<original id="{native}_JP"><document-description>{original}</document-description></original>'
            f'<translated id="{native}"><document-description>{english}</document-description></translated>'
            f"</document-list>"
        )
    data = f"<document-list-data><document-lists>{rows}</document-lists></document-list-data>"
    status = "<statusCode>100</statusCode><errorMessage/><remainAccessCount>9</remainAccessCount>"
    return f'<api-data xmlns="https://www.jpo.go.jp">{status}{data}</api-data>'.encode()


LISTS: dict[str, Callable[[], Dossier]] = {
    "Global Dossier": partial(parse_document_list, global_dossier(), US),
    "OPD with translations": partial(parse_doc_list, opd(), JP, 0.0),
    "the same, unusual": partial(parse_doc_list, opd("<more/>"), JP, 0.0),
}


def main() -> None:
    """Reads each list again and again and prints what it took."""
    for name, read in LISTS.items():
        assert len(read().documents) == ROWS
        taken = []
        for _ in range(ROUNDS):
            since = time.process_time()
            read()
            taken.append((time.process_time() - since) * 1000)
        median, best = statistics.median(taken), min(taken)
        print(f"{name}, {ROWS} documents, ms: median {median:.2f}, best {best:.2f}")  # noqa: T201


if __name__ == "__main__":
    main()
