"""Signed tokens (RFC 7515 to 7519): keys, what is signed with them, and key sets that others publish."""
