"""The gateway as a hub in the profile of the OPD-API: ``/opdapi/patent/v1`` and ``/auth/token``."""
