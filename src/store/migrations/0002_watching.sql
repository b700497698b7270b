-- What the events that the configuration asks for compared in the last scan of everything: event type -> what its
-- rule compares, in short. One that is missing here tells nothing yet.
ALTER TABLE stream ADD COLUMN watching TEXT NOT NULL DEFAULT '{}';
