-- Accounts at providers, and the keys that are there: made from here, imported, or seen in the provider's list.
ALTER TABLE accounts ADD COLUMN fields TEXT NOT NULL DEFAULT '{}';          -- JSON: what the key API needs beside the credential
ALTER TABLE accounts ADD COLUMN base_urls TEXT NOT NULL DEFAULT '{}';       -- JSON: addresses in the place of the provider's
ALTER TABLE accounts ADD COLUMN confirmed_hosts TEXT NOT NULL DEFAULT '[]'; -- JSON: hosts that the user has agreed to
ALTER TABLE accounts ADD COLUMN credential_entry TEXT;                      -- where the vault has the management credential
ALTER TABLE accounts ADD COLUMN upstream_key_id TEXT;                       -- the key that the gateway forwards with
ALTER TABLE accounts ADD COLUMN plan TEXT;
ALTER TABLE accounts ADD COLUMN balance TEXT;                               -- JSON
ALTER TABLE accounts ADD COLUMN refreshed_at INTEGER;                       -- when the keys were last read, whole or in part
ALTER TABLE accounts ADD COLUMN trouble TEXT;                               -- JSON: why the last try to read them failed

-- A key of a provider has no public id and no hash, and more states. SQLite takes no NOT NULL and no CHECK back, so the
-- table is made anew. Its children wait aside: a parent that is dropped orphans them, and no later row undoes that.
CREATE TABLE keys_anew (
    id            TEXT NOT NULL PRIMARY KEY,
    account_id    TEXT NOT NULL REFERENCES accounts (id),
    name          TEXT NOT NULL,
    key_type      TEXT NOT NULL,
    -- of a virtual key: the part that may be shown, and the SHA-256 of its secret part
    public_id     TEXT UNIQUE,
    secret_hash   BLOB CHECK (length(secret_hash) = 32),
    masked        TEXT NOT NULL,
    purpose       TEXT NOT NULL,
    permissions   TEXT NOT NULL,            -- JSON array of words
    generate      INTEGER NOT NULL CHECK (generate IN (0, 1)),
    plan          TEXT NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('pending', 'active', 'disabled', 'gone', 'revoking', 'revoked')),
    created_at    INTEGER NOT NULL,
    expires_at    INTEGER,
    revoked_at    INTEGER,
    first_used_at INTEGER,
    last_used_at  INTEGER,
    revealed_at   INTEGER,
    vault_entry   TEXT,                     -- NULL: the secret is not held here
    created_by    TEXT NOT NULL,            -- app, cli, http
    secret_missing_at INTEGER,
    origin        TEXT NOT NULL CHECK (origin IN ('issued', 'created', 'imported', 'elsewhere')),
    remote_id     TEXT,                     -- what the provider calls it; none where only the secret is known
    fingerprint   BLOB CHECK (length(fingerprint) = 32), -- HMAC of the secret, to know it again
    remote_facts  TEXT NOT NULL DEFAULT '{}', -- JSON: what else the provider says of it
    seen_at       INTEGER,                  -- when the provider's list last had it
    last_test     TEXT,                     -- JSON
    CHECK ((public_id IS NULL) = (secret_hash IS NULL)),
    CHECK ((origin = 'issued') = (public_id IS NOT NULL))
) STRICT;
INSERT INTO keys_anew (id, account_id, name, key_type, public_id, secret_hash, masked, purpose, permissions, generate, plan,
                       state, created_at, expires_at, revoked_at, first_used_at, last_used_at, revealed_at, vault_entry,
                       created_by, secret_missing_at, origin)
SELECT id, account_id, name, key_type, public_id, secret_hash, masked, purpose, permissions, generate, plan,
       state, created_at, expires_at, revoked_at, first_used_at, last_used_at, revealed_at, vault_entry,
       created_by, secret_missing_at, 'issued'
FROM keys;

CREATE TABLE key_limits_aside AS SELECT * FROM key_limits;
CREATE TABLE reveal_tickets_aside AS SELECT * FROM reveal_tickets;
DELETE FROM key_limits;
DELETE FROM reveal_tickets;
DROP TABLE keys;
ALTER TABLE keys_anew RENAME TO keys;
INSERT INTO key_limits SELECT * FROM key_limits_aside;
INSERT INTO reveal_tickets SELECT * FROM reveal_tickets_aside;
DROP TABLE key_limits_aside;
DROP TABLE reveal_tickets_aside;

CREATE INDEX keys_by_account ON keys (account_id, created_at);
CREATE UNIQUE INDEX keys_by_remote_id ON keys (account_id, remote_id) WHERE remote_id IS NOT NULL;
CREATE INDEX keys_by_fingerprint ON keys (fingerprint) WHERE fingerprint IS NOT NULL;

-- What providers said about the limits of a key, the newest of each.
CREATE TABLE readings (
    key_id         TEXT NOT NULL REFERENCES keys (id),
    metric         TEXT NOT NULL,
    window_seconds INTEGER NOT NULL,         -- 0: not said
    reading        TEXT NOT NULL,            -- JSON
    read_at        INTEGER NOT NULL,
    PRIMARY KEY (key_id, metric, window_seconds)
) STRICT, WITHOUT ROWID;
