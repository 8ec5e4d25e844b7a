"""Conformance of an option-7b endpoint with the profile: named checks against a URL, each with its remedy.

``examination`` asks, and everything else is pure: ``catalogue`` holds the checks as texts (rule, source,
remedy); ``answers``, ``families``, ``lists``, ``refusals``, ``contents`` and ``disclosure`` judge what came;
``reports`` writes findings as JUnit. ``asking`` is the one place that opens connections.
"""
