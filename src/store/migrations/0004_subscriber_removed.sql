-- When a subscriber left the configuration: what it is still owed is kept for store.retention.events from then on.
ALTER TABLE subscriber ADD COLUMN removed_at INTEGER;
UPDATE subscriber SET removed_at = unixepoch() * 1000 WHERE configured = 0;
