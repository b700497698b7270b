-- When an attempt failed last: a row of failures with a gap in it is two rows.
ALTER TABLE subscriber ADD COLUMN last_failure_at INTEGER;
