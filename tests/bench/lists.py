"""What reading one long document list costs: 500 rows of Global Dossier, as one answer.

``python tests/bench/lists.py`` prints the median and the best of some readings, in milliseconds.
"""

from __future__ import annotations

import json
import statistics
import time

from connectors.global_dossier.parse import parse_document_list
from connectors.numbers.identity import ApplicationNumber

ROWS, ROUNDS = 500, 50
KINDS = (
    ("CTNF", "Non-Final Rejection", "22,21"),
    ("892", "List of references cited by examiner", "101"),
    ("CLM", "Claims", "1"),
    ("REM", "Applicant Arguments/Remarks Made in an Amendment", "4"),
    ("SRNT", "Examiner's search strategy and results", "5"),
)


def body() -> bytes:
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


def main() -> None:
    """Reads the list again and again and prints what it took."""
    asked, answer = ApplicationNumber("US", "201816123456"), body()
    assert len(parse_document_list(answer, asked).documents) == ROWS
    taken = []
    for _ in range(ROUNDS):
        since = time.perf_counter()
        parse_document_list(answer, asked)
        taken.append((time.perf_counter() - since) * 1000)
    print(f"{ROWS} documents, ms: median {statistics.median(taken):.2f}, best {min(taken):.2f}")  # noqa: T201


if __name__ == "__main__":
    main()
