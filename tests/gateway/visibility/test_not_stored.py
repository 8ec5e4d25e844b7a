"""What an office is answered is kept by nobody on the way: every door, found or not."""

from __future__ import annotations

import pytest
from chains import served
from secrets_told import NUMBERS, OPERATIONS, SecretWorld, questions


@pytest.mark.parametrize("operation", OPERATIONS)
async def test_an_offices_answers_are_private_and_refusals_are_not_stored(operation: str) -> None:
    """``private, no-store`` on answers, 300 and 304 among them, ``no-store`` on refusals; for HEAD, too."""
    async with served(SecretWorld().world("public")) as gateway:
        for which in NUMBERS:
            for path, headers in questions(which)[operation]:
                for method in ("GET", "HEAD"):
                    answer = await gateway.get(path, "JP", method, headers=headers)
                    kept = answer.headers["Cache-Control"]
                    refused = answer.status >= 400 or (answer.status == 200 and kept == "no-store")
                    assert kept == ("no-store" if refused else "private, no-store"), (path, answer.status)
                    assert not refused or which == "unpublished" or operation == "opd-api", path
        again = await gateway.get(f"/api/v1/families?number={NUMBERS['published']}", "JP")
        unchanged = await gateway.get(
            f"/api/v1/families?number={NUMBERS['published']}",
            "JP",
            headers={"If-None-Match": again.headers["ETag"]},
        )
        assert (unchanged.status, unchanged.headers["Cache-Control"]) == (304, "private, no-store")
