-- The foundation: accounts, keys with their limits, the operations journal, activity,
-- usage per key, model and minute, and the gateway's sliding windows.
-- Times are milliseconds since 1970-01-01 UTC unless a name says otherwise. No secret is ever stored here.

CREATE TABLE meta (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE accounts (
    id          TEXT NOT NULL PRIMARY KEY,
    provider_id TEXT NOT NULL,
    name        TEXT NOT NULL,
    created_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE keys (
    id           TEXT NOT NULL PRIMARY KEY,
    account_id   TEXT NOT NULL REFERENCES accounts (id),
    name         TEXT NOT NULL,
    key_type     TEXT NOT NULL,
    -- the part of a virtual key that may be shown, and the SHA-256 of its secret part
    public_id    TEXT NOT NULL UNIQUE,
    secret_hash  BLOB NOT NULL CHECK (length(secret_hash) = 32),
    masked       TEXT NOT NULL,
    purpose      TEXT NOT NULL,
    permissions  TEXT NOT NULL,            -- JSON array of words
    generate     INTEGER NOT NULL CHECK (generate IN (0, 1)),
    plan         TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('pending', 'active', 'revoking', 'revoked')),
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER,
    revoked_at   INTEGER,
    first_used_at INTEGER,
    last_used_at INTEGER,
    revealed_at  INTEGER,
    vault_entry  TEXT,                     -- NULL: the secret is not held here
    created_by   TEXT NOT NULL             -- app, cli, http
) STRICT;
CREATE INDEX keys_by_account ON keys (account_id, created_at);

CREATE TABLE key_limits (
    key_id         TEXT NOT NULL REFERENCES keys (id),
    metric         TEXT NOT NULL,
    window_seconds INTEGER NOT NULL CHECK (window_seconds > 0),
    amount         INTEGER NOT NULL CHECK (amount > 0),
    PRIMARY KEY (key_id, metric, window_seconds)
) STRICT, WITHOUT ROWID;

CREATE TABLE reveal_tickets (
    ticket_hash BLOB NOT NULL PRIMARY KEY CHECK (length(ticket_hash) = 32),
    key_id      TEXT NOT NULL REFERENCES keys (id),
    issued_at   INTEGER NOT NULL,
    used_at     INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX reveal_tickets_by_key ON reveal_tickets (key_id);

-- Intent before anything happens, outcome after. See lifecycle/operation.rs for the states.
CREATE TABLE operations (
    id          TEXT NOT NULL PRIMARY KEY,
    kind        TEXT NOT NULL CHECK (kind IN ('create', 'import', 'revoke', 'rotate')),
    state       TEXT NOT NULL CHECK (state IN ('intent', 'dispatched', 'stored', 'done', 'failed', 'unknown')),
    account_id  TEXT NOT NULL,
    key_id      TEXT,
    nonce       TEXT NOT NULL UNIQUE,
    parameters  TEXT NOT NULL,             -- JSON, without secrets
    outcome     TEXT,
    started_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX operations_open ON operations (state) WHERE state NOT IN ('done', 'failed');

CREATE TABLE activity (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    at         INTEGER NOT NULL,
    kind       TEXT NOT NULL,
    actor      TEXT NOT NULL,              -- app, cli, http, gateway
    account_id TEXT,
    key_id     TEXT,
    key_name   TEXT,
    target     TEXT                        -- where a copied key went
) STRICT;
CREATE INDEX activity_by_key ON activity (key_id, id);

CREATE TABLE usage (
    key_id            TEXT NOT NULL,
    model             TEXT NOT NULL,
    minute            INTEGER NOT NULL,    -- minutes since 1970-01-01 UTC
    requests          INTEGER NOT NULL,
    prompt_tokens     INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    PRIMARY KEY (key_id, minute, model)
) STRICT, WITHOUT ROWID;

-- The last 60 seconds per key, so that limits hold across a restart and any process can draw the meters.
CREATE TABLE limit_windows (
    key_id            TEXT NOT NULL,
    second            INTEGER NOT NULL,    -- seconds since 1970-01-01 UTC
    requests          INTEGER NOT NULL,
    prompt_tokens     INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    PRIMARY KEY (key_id, second)
) STRICT, WITHOUT ROWID;
