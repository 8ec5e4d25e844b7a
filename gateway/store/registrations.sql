-- Endpoints that offices registered. A registration is never deleted: its id stands in document ids.
CREATE TABLE registrations (
    id      TEXT PRIMARY KEY,
    office  TEXT NOT NULL,
    status  TEXT NOT NULL,
    version INTEGER NOT NULL,
    body    BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX registrations_of_office ON registrations (office);
-- What was answered to a registration with an idempotency key, so that the same request gets the same answer.
CREATE TABLE idempotency (
    office TEXT NOT NULL,
    key    TEXT NOT NULL,
    digest BLOB NOT NULL,
    answer BLOB NOT NULL,
    tag    TEXT NOT NULL,
    at     TEXT NOT NULL,
    PRIMARY KEY (office, key)
) WITHOUT ROWID;
-- Providers that an operator has paused, registered or configured.
CREATE TABLE pauses (
    provider TEXT PRIMARY KEY,
    since    TEXT NOT NULL,
    reason   TEXT NOT NULL
) WITHOUT ROWID;
