-- What changed since: one counter for each topic. Every process of a gateway looks at it each second.
CREATE TABLE changes (
    topic    TEXT PRIMARY KEY,
    revision INTEGER NOT NULL
) WITHOUT ROWID;
