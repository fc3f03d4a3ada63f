-- A line that was taken out of a file again is one of what was done to the file: it can be put back, and nothing of ours
-- stands there meanwhile.
ALTER TABLE file_writes ADD COLUMN removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1));
