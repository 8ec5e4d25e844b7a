"""How much may be asked of this gateway: by whom, from where, at the same time."""
