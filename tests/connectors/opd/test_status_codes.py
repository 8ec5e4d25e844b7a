"""Every status code of the OPD-API, over sockets and in both envelopes, and what HTTP says without one."""

from __future__ import annotations

import os
import re
import time
from collections import Counter
from pathlib import Path

import pytest

from connectors.errors import ConnectorError, NotHeld, PartlyThrottled
from connectors.model import Document, Rendition
from connectors.numbers.identity import ApplicationNumber, Number
from connectors.opd.connector import CROWDED_SECONDS
from connectors.opd.encode import encode_error

JP = ApplicationNumber("JP", "2017187096")
ASKED = Number("application", JP.office, JP.number, JP.kind)
ROOT = "/opdapi/patent/v1"
FAMILY = f"{ROOT}/family_list/application/JP.2017187096.A"
LIST = f"{ROOT}/global_doc_list/JP.2017187096.A"
CITED = f"{ROOT}/global_cite_class/JP.2017187096.A"
CONTENT = f"{ROOT}/global_doc_cont/JP.2017187096.A/Notice_061"
NOTICE = Document(id="Notice_061", title="Notice", renditions=(Rendition(id="Notice_061"),))

CODES = {
    "107": ("not_held", "no_data"),
    "108": ("not_held", "no_content"),
    "111": ("not_held", "out_of_scope"),
    "203": ("throttled", "daily_limit"),
    "204": ("malformed", "bad_request"),
    "208": ("malformed", "bad_request"),
    "210": ("credentials", "auth_failed"),
    "212": ("credentials", "auth_failed"),
    "301": ("malformed", "no_such_path"),
    "302": ("unavailable", "upstream_timeout"),
    "303": ("throttled", "crowded"),
    "400": ("malformed", "bad_request"),
    "999": ("unavailable", "server_fault"),
    "555": ("malformed", "bad_payload"),
}
"""The handbook's table, and a code that is not in it: outcome, and the finer word its detail begins with."""


async def refusals(connector) -> list[ConnectorError]:
    """What a family, a list, citations and content end with."""
    found = []
    for question in (connector.find_family(ASKED), connector.get_dossier(JP), connector.get_citations(JP)):
        with pytest.raises(ConnectorError) as caught:
            await question
        found.append(caught.value)
    with pytest.raises(ConnectorError) as caught:
        async with connector.open_content(JP, NOTICE, NOTICE.id):
            pass
    return [*found, caught.value]


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize("code", CODES)
async def test_each_code_in_each_envelope(code, form, connector, replay_office) -> None:
    """One outcome a code whatever was asked, in words of ours; a hub that cannot read us has not said no."""
    body = encode_error(code, "秘密 secret", form=form)
    for path in (FAMILY, LIST, CITED, CONTENT):
        replay_office.gives(path, body, headers={"Content-Type": f"application/{form}"})
    for error in await refusals(connector):
        assert (error.code, error.detail.partition(":")[0]) == CODES[code]
        assert "secret" not in error.detail
        if error.code == "throttled":
            assert error.retry_after is not None
    if code == "303":
        assert error.retry_after == CROWDED_SECONDS
    if code == "203":
        assert error.retry_after == pytest.approx(86_400 - (time.time() + 32_400) % 86_400, abs=60)


async def test_a_day_that_is_used_up_is_so_for_one_operation(connector, replay_office) -> None:
    """Each operation has its own requests a day: what is refused is not asked again, the others are."""
    replay_office.gives(CITED, encode_error("203", "x", form="json"))
    replay_office.gives(CONTENT, encode_error("203", "x", form="xml"))
    replay_office.gives(FAMILY, encode_error("107", "x", form="json"))
    for _ in range(3):
        with pytest.raises(PartlyThrottled) as cited:
            await connector.get_citations(JP)
        with pytest.raises(PartlyThrottled):
            async with connector.open_content(JP, NOTICE, NOTICE.id):
                pass
        with pytest.raises(NotHeld):
            await connector.find_family(ASKED)
    assert cited.value.retry_after == pytest.approx(86_400 - (time.time() + 32_400) % 86_400, abs=60)
    asked = Counter(path for path in replay_office.asked if path.startswith(ROOT))
    assert asked == {CITED: 1, CONTENT: 1, FAMILY: 3}
    operations = ("family", "dossier", "citations", "content")
    kept = [one for one in operations if connector.kept_back(one) is not None]
    assert kept == ["citations", "content"]
    assert connector.kept_back("content", f"{NOTICE.id}~zip") is None


async def test_a_crowded_hub_may_say_when(connector, replay_office) -> None:
    """Its own Retry-After goes before ours."""
    body = encode_error("303", "later", form="json")
    replay_office.gives(FAMILY, body, 429, {"Retry-After": "40"})
    with pytest.raises(ConnectorError) as caught:
        await connector.find_family(ASKED)
    assert (caught.value.code, caught.value.retry_after) == ("throttled", 40)


@pytest.mark.parametrize(
    ("status", "code", "word"),
    [
        (400, "malformed", "bad_request"),
        (404, "malformed", "no_such_path"),
        (405, "malformed", "bad_request"),
        (410, "malformed", "no_such_path"),
        (414, "malformed", "bad_request"),
        (401, "credentials", "auth_failed"),
        (403, "credentials", "forbidden"),
        (429, "throttled", "the office asks to slow down"),
        (500, "unavailable", "server_fault"),
        (504, "unavailable", "server_fault"),
    ],
)
@pytest.mark.parametrize("body", ["", "<html>secret</html>", '{"message": "secret"}'])
async def test_http_without_an_envelope_says_nothing_of_the_number(
    status, code, word, body, connector, replay_office
) -> None:
    """Whether a number is held is told in the envelope only: 404 without one is a wrong path."""
    for path in (FAMILY, LIST, CITED, CONTENT):
        replay_office.gives(path, body, status)
    for error in await refusals(connector):
        assert (error.code, error.detail.partition(":")[0]) == (code, word)
        assert "secret" not in error.detail
        if code == "throttled":
            assert error.retry_after == CROWDED_SECONDS


@pytest.mark.parametrize("code", ["107", "204", "208", "301", "400"])
async def test_a_hub_that_refuses_the_question_is_alive(code, connector, replay_office) -> None:
    """A sign of life asks for nothing in particular; any answer about that is one."""
    replay_office.gives(f"{ROOT}/", encode_error(code, "no", form="json"))
    await connector.ping()


if "CASEGATE_PAYLOADS" in os.environ:
    EXAMPLES = Path(os.environ["CASEGATE_PAYLOADS"], "jpo_api", "official_examples")
    RECORDED = sorted(EXAMPLES.glob("ERR_*.json"))

    @pytest.mark.parametrize("path", RECORDED, ids=[path.stem for path in RECORDED])
    async def test_recorded_errors_with_their_http_status(path, connector, replay_office) -> None:
        """The office's own examples, each with the HTTP status that it comes with."""
        found = re.fullmatch(r"ERR_http(\d+)_status(\d+)", path.stem)
        assert found is not None
        for where in (FAMILY, LIST, CITED, CONTENT):
            replay_office.gives(where, path.read_bytes(), int(found[1]))
        for error in await refusals(connector):
            assert (error.code, error.detail.partition(":")[0]) == CODES[found[2]]
