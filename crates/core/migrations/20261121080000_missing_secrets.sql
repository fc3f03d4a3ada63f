-- A database that was restored on another computer names keychain entries that are not there. The name is kept, since
-- the entry may come back with its keychain; the time says when it was missed.
ALTER TABLE keys ADD COLUMN secret_missing_at INTEGER;
