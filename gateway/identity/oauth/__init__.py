"""OAuth 2.0: tokens given for credentials, tokens believed, by keys of the gateway or of others."""
