-- A key that takes the place of another. The journal's row says how it stands: `stored` while it is under way, `done` once
-- the old key is revoked, `failed` where it was called off.
CREATE TABLE rotations (
    operation_id   TEXT NOT NULL PRIMARY KEY REFERENCES operations (id),
    old_key_id     TEXT NOT NULL,
    new_key_id     TEXT NOT NULL,
    switched_at    INTEGER,                -- from then on, who asks for the old key by name is given the new one
    moved_upstream INTEGER NOT NULL DEFAULT 0 CHECK (moved_upstream IN (0, 1)) -- the gateway forwarded with the old one
) STRICT, WITHOUT ROWID;
CREATE INDEX rotations_by_old ON rotations (old_key_id);
CREATE INDEX rotations_by_new ON rotations (new_key_id);

-- What the file was written for, so that another key can be written in the same way; NULL in what older versions wrote.
ALTER TABLE file_writes ADD COLUMN target TEXT;
ALTER TABLE file_writes ADD COLUMN holds_key INTEGER CHECK (holds_key IN (0, 1));
