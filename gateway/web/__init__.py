"""The HTTP door of the gateway: the routes of ``/api/v1``, operations, and documentation made from them."""
