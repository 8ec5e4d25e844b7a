-- The trail. `body` is the record, `hash` the SHA-256 of the hash before it and `body`; the other columns say
-- again what stands in `body`, so that it can be searched and counted.
CREATE TABLE trail (
    seq          INTEGER PRIMARY KEY,
    at           TEXT NOT NULL,
    kind         TEXT NOT NULL,
    ref          INTEGER,
    correlation  TEXT,
    accessing    TEXT,
    credential   TEXT,
    person       TEXT,
    role         TEXT,
    providing    TEXT,
    provider     TEXT,
    operation    TEXT,
    application  TEXT,
    document     TEXT,
    category     TEXT,
    door         TEXT,
    protocol     TEXT,
    code         TEXT,
    bytes        INTEGER,
    elapsed_ms   INTEGER,
    open         INTEGER,
    confidential INTEGER,
    body         BLOB NOT NULL,
    hash         BLOB NOT NULL
);

CREATE TRIGGER trail_is_never_changed BEFORE UPDATE ON trail
BEGIN
    SELECT RAISE(ABORT, 'records of the trail are never changed');
END;

CREATE TRIGGER trail_is_never_shortened BEFORE DELETE ON trail
BEGIN
    SELECT RAISE(ABORT, 'records of the trail are never deleted');
END;

CREATE INDEX trail_of_readers ON trail (accessing, at) WHERE accessing IS NOT NULL;

CREATE INDEX trail_of_read ON trail (providing, at) WHERE providing IS NOT NULL;

-- What figures are made of, by itself: counting does not touch the records.
CREATE INDEX trail_figures ON trail
    (at, kind, operation, code, accessing, providing, category, door, protocol, role, person, bytes, open)
    WHERE kind IN ('content-outcome', 'question');

-- Where the trail ends: one row.
CREATE TABLE trail_head (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    chain TEXT NOT NULL,
    seq   INTEGER NOT NULL,
    hash  BLOB NOT NULL
);

-- Signed statements of how far the trail was and what its last hash was.
CREATE TABLE trail_checkpoints (
    seq        INTEGER PRIMARY KEY,
    at         TEXT NOT NULL,
    checkpoint BLOB NOT NULL
);

-- The key that signs them, unless the configuration names one.
CREATE TABLE trail_signing_key (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    private BLOB NOT NULL,
    public  BLOB NOT NULL
);
