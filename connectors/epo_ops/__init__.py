"""Open Patent Services (OPS) 3.2 of the European Patent Office: families, citations, register, number
service.

``connector`` asks. Beneath it, pure: ``references`` writes and reads numbers, ``family``, ``biblio``,
``register`` and ``number_service`` read answers, ``explain`` reads errors, ``throttling`` the service's way
to slow clients down and what this one remembers of it. Source: OPS reference guide 1.3.20.

What an operator should know. A registered app's key and secret are the OAuth 2.0 client; a token lives twenty
minutes. Every answer carries ``X-Throttling-Control``: how busy OPS is, and for each of its services a colour
and the requests a minute that are left to all; ``black`` is suspended, for as many milliseconds as
``Retry-After`` says. Quotas count bytes by the hour and by the week; a used-up one is HTTP 403 with
``X-Rejection-Reason``. OPS has no document lists: what a file contains is not among its data.
"""
