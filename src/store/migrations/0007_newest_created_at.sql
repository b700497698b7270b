-- The newest creation among the rows of the baseline, by the source's clock.
ALTER TABLE stream ADD COLUMN newest_created_at INTEGER;
