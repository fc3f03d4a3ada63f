-- What was written into files of the user's, so that it can be taken back. The lines may hold secrets: they are sealed with
-- a key that the vault has.
CREATE TABLE file_writes (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    path       TEXT NOT NULL,
    key_id     TEXT NOT NULL,              -- may be gone
    variable   TEXT NOT NULL,
    created    INTEGER NOT NULL CHECK (created IN (0, 1)), -- there was no such file
    done       INTEGER NOT NULL DEFAULT 0 CHECK (done IN (0, 1)),
    sealed     BLOB NOT NULL,
    written_at INTEGER NOT NULL
) STRICT;
CREATE INDEX file_writes_by_path ON file_writes (path, id);
