-- As 0005, for what every poll writes: each new entity is counted in three rows of entity_count, each poll changes
-- its stream.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema
SET sql = replace(sql, 'CHECK (place IN (''any'', ''origin'', ''destination''))',
                  'CHECK (place = ''any'' OR place = ''origin'' OR place = ''destination'')')
WHERE name = 'entity_count';
UPDATE sqlite_schema
SET sql = replace(sql, 'CHECK (held_decision IN (''none'', ''release'', ''drop''))',
                  'CHECK (held_decision = ''none'' OR held_decision = ''release'' OR held_decision = ''drop'')')
WHERE name = 'stream';
PRAGMA writable_schema = RESET;
-- Tells other connections to read the schema again.
CREATE TABLE schema_changed (x INTEGER);
DROP TABLE schema_changed;

-- Nearly all polls are `ok`, and one looks for those that are not.
DROP INDEX poll_by_outcome;
CREATE INDEX poll_not_ok ON poll (outcome) WHERE outcome <> 'ok';
