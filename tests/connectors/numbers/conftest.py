"""Tests of what stands in recorded files are collected only where the folder is named."""

from __future__ import annotations

import os

_RECORDED = ["test_vectors.py", "test_recorded_numbers.py"]

collect_ignore = [] if "CASEGATE_PAYLOADS" in os.environ else _RECORDED
