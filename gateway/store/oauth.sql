-- The gateway's own signing keys (PKCS #8 in PEM form); begins: from when on one signs, in Unix seconds.
CREATE TABLE signing_keys (
    id        TEXT PRIMARY KEY,
    algorithm TEXT NOT NULL,
    private   TEXT NOT NULL,
    created   REAL NOT NULL,
    begins    REAL NOT NULL
) WITHOUT ROWID;
-- Client assertions that were used, until they could not be used anyway.
CREATE TABLE used_assertions (
    client TEXT NOT NULL,
    jti    TEXT NOT NULL,
    until  REAL NOT NULL,
    PRIMARY KEY (client, jti)
) WITHOUT ROWID;
CREATE INDEX used_assertions_until ON used_assertions (until);
-- Access tokens that were taken back, until they would have ended.
CREATE TABLE revoked_tokens (
    jti   TEXT PRIMARY KEY,
    until REAL NOT NULL
) WITHOUT ROWID;
