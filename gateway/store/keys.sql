-- API keys of accessing offices. Of a key only its SHA-256 is kept; a key is never deleted, only revoked.
CREATE TABLE keys (
    id      TEXT PRIMARY KEY,
    office  TEXT NOT NULL,
    client  TEXT NOT NULL,
    digest  BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
    scopes  TEXT NOT NULL,
    created TEXT NOT NULL,
    expires TEXT,
    revoked TEXT,
    used_on TEXT
) WITHOUT ROWID;
CREATE INDEX keys_of_client ON keys (office, client);
