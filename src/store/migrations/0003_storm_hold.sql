-- The poll of a stream that is held because it found more events than detection.storm_limit; held_since is null
-- when none is.
ALTER TABLE stream ADD COLUMN held_since INTEGER;
ALTER TABLE stream ADD COLUMN held_reach TEXT NOT NULL DEFAULT '';
ALTER TABLE stream ADD COLUMN held_events INTEGER NOT NULL DEFAULT 0;
ALTER TABLE stream ADD COLUMN held_decision TEXT NOT NULL DEFAULT 'none'
    CHECK (held_decision IN ('none', 'release', 'drop'));
