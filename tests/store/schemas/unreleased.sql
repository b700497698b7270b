-- The beginning of a state file from before the first release.
PRAGMA application_id = 1329747784;
PRAGMA user_version = 9;
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES ('source', 'https://openboxes.example.org/openboxes'), ('epoch', 'mfrggzdfmztwq2lk');
CREATE TABLE fact (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
