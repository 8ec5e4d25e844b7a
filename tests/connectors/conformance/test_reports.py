from __future__ import annotations

from xml.etree import ElementTree

import msgspec

from connectors.conformance.catalogue import CHECKS
from connectors.conformance.findings import Finding, Report, Result
from connectors.conformance.reports import explanation, to_junit


def finding(check: str, result: Result) -> Finding:
    """A finding with every text filled."""
    return Finding(
        check, CHECKS[check].group, result, "why <&>", "GET /x", "HTTP 500", "rule", "source", "remedy"
    )


REPORT = Report(
    "https://office.example/case-api/v1",
    (
        finding("health", "pass"),
        finding("coverages", "warn"),
        finding("shape-family", "fail"),
        finding("content-head", "skipped"),
    ),
    9,
    1.5,
    20.0,
)


def test_checks_are_told_apart_and_explained() -> None:
    """Every check has a rule, a source and a remedy, each a sentence of its own."""
    for name, check in CHECKS.items():
        assert check.name == name
        assert check.rule.endswith(".")
        assert check.remedy.endswith(".")
        assert check.source
    assert len({check.rule for check in CHECKS.values()}) == len(CHECKS)


def test_a_report_passes_unless_a_check_fails() -> None:
    """Warnings and what was skipped do not count as failures."""
    assert not REPORT.passed
    assert dict(REPORT.counts) == {"fail": 1, "warn": 1, "pass": 1, "skipped": 1}
    assert msgspec.structs.replace(REPORT, findings=REPORT.findings[:2]).passed


def test_junit_says_what_a_pipeline_needs() -> None:
    """One test case a check; the failure's text is the whole explanation, safely written."""
    suite = ElementTree.fromstring(to_junit(REPORT))
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("4", "1", "1")
    cases = {case.get("name"): case for case in suite}
    assert cases["shape-family"].get("classname") == "casegate.provider.shape"
    failure = cases["shape-family"].find("failure")
    assert failure is not None
    assert failure.text == explanation(REPORT.findings[2])
    assert "do: remedy" in str(failure.text)
    assert cases["content-head"].find("skipped") is not None
    assert "why <&>" in str(cases["coverages"].findtext("system-out"))
    assert len(cases["health"]) == 0
