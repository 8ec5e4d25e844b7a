"""Reports of conformance for machines: JUnit's XML, which continuous integration reads."""

from __future__ import annotations

from xml.etree import ElementTree

from connectors.conformance.findings import Finding, Report, Row


def to_junit(report: Report) -> bytes:
    """The report as one JUnit test suite: a test case a check, warnings as output of a passed one."""
    counts = report.counts
    suite = ElementTree.Element(
        "testsuite",
        {
            "name": f"casegate provider test {report.url}",
            "tests": str(len(report.findings)),
            "failures": str(counts["fail"]),
            "skipped": str(counts["skipped"]),
            "errors": "0",
        },
    )
    for finding in report.findings:
        case = ElementTree.SubElement(
            suite, "testcase", {"classname": f"casegate.provider.{finding.group}", "name": finding.check}
        )
        if finding.result == "fail":
            ElementTree.SubElement(case, "failure", {"message": finding.detail}).text = explanation(finding)
        elif finding.result == "skipped":
            ElementTree.SubElement(case, "skipped", {"message": finding.detail})
        elif finding.result == "warn":
            ElementTree.SubElement(case, "system-out").text = explanation(finding)
    ElementTree.indent(suite)
    written: bytes = ElementTree.tostring(suite, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def explanation(finding: Finding, rows: int | None = None) -> str:
    """A finding in lines: what was found, and where; what was sent and came, the rule, and what to do.

    ``rows``: so many places of an index at most.
    """
    told = {
        "found": finding.detail,
        "sent": finding.sent,
        "came": finding.came,
        "rule": f"{finding.rule} ({finding.source})",
        "do": finding.remedy,
    }
    lines = [f"{name}: {text}" for name, text in told.items() if text]
    places = [_told(row) for row in finding.rows[:rows]] if len(finding.rows) > 1 else []
    left = len(finding.rows) - len(places) if places else 0
    lines[1:1] = places + ([f"... and {left} more, which --json and --junit name"] if left else [])
    return "\n".join(lines)


def _told(row: Row) -> str:
    return f"{row.place}: {row.detail}" + (" (a warning)" if row.result == "warn" else "")
