"""Registrations that are in force, as the offices' files would say them: what an operator has not configured.

A file of the same id wins: what an operator writes is never pushed aside by what an office registers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import structlog

from gateway.registrations.registration import Registration
from gateway.registrations.submission import ArrangedProof, GatewayProof
from gateway.settings.auth import AuthSettings, GatewayTokenSettings, NoAuthSettings
from gateway.settings.models import LimitSettings, OfficeSettings
from gateway.settings.registrations import RegistrationsSettings
from gateway.settings.visibility import VisibilitySettings

_log = structlog.get_logger("casegate.registrations")


class NotArranged(ValueError):
    """The endpoint needs credentials, and the operator has configured none for it."""


Arranged = Mapping[tuple[str, str], AuthSettings]
"""The credentials that the operator has arranged, by registration and URL: they never go to another one."""


def arranged(settings: RegistrationsSettings) -> Arranged:
    """The credentials as they are configured."""
    return {(one.provider, one.url): one.auth for one in settings.credentials}


def in_force(
    registrations: Iterable[Registration],
    configured: Iterable[str],
    credentials: Arranged,
) -> tuple[OfficeSettings, ...]:
    """The providers that registrations add to those that are ``configured``; suspended ones are not asked."""
    files = set(configured)
    found = []
    for one in registrations:
        if one.in_force is None or one.status not in ("approved", "suspended") or one.id in files:
            continue
        try:
            found.append(office_of(one, credentials, wanted=False))
        except NotArranged as error:
            _log.error("registration_unusable", provider=one.id, reason=str(error))
    return tuple(found)


def office_of(registration: Registration, credentials: Arranged, *, wanted: bool) -> OfficeSettings:
    """A registration as an office's file: what is in force of it, or what is ``wanted``.

    Raises:
        NotArranged: it needs credentials that the operator has not configured.
    """
    said = registration.wanted if wanted or registration.in_force is None else registration.in_force
    bound = registration.maximum
    return OfficeSettings(
        id=registration.id,
        name=said.name,
        serves=said.serves,
        protocol=said.protocol,
        url=said.url,
        capabilities=said.capabilities,
        auth=_auth(registration, credentials, wanted=wanted),
        limits=LimitSettings(**said.limits.model_dump()),
        visibility=VisibilitySettings(
            default=said.visibility.default,
            offices=said.visibility.offices,
            rules=said.visibility.rules,
            maximum=bound.visibility,
            maximum_offices=bound.offices,
        ),
        maintenance=said.maintenance,
        status="suspended" if registration.status == "suspended" and not wanted else "active",
    )


def _auth(registration: Registration, credentials: Arranged, *, wanted: bool) -> AuthSettings:
    said = registration.wanted if wanted or registration.in_force is None else registration.in_force
    match said.auth:
        case GatewayProof():
            return GatewayTokenSettings(type="gateway-token", audience=said.url)
        case ArrangedProof():
            found = credentials.get((registration.id, said.url))
            if found is None:
                raise NotArranged("its credentials are not in registrations.credentials of gateway.yaml")
            return found
    return NoAuthSettings()
