"""The gateway as a provider in the CASE profile: ``/case-api/v1``, for CASE clients and other gateways."""
