-- What was commanded: by whom, and how it ended.
CREATE TABLE action (
    id        INTEGER PRIMARY KEY,
    name      TEXT    NOT NULL,  -- in the words of the command line: subscribers pause
    caller    TEXT    NOT NULL,  -- uid 0, or 192.0.2.1 with the token
    arguments TEXT    NOT NULL,  -- a JSON object
    began_at  INTEGER NOT NULL,
    ended_at  INTEGER,           -- null: under way, or cut off by the end of the daemon
    status    INTEGER,           -- of the answer, as of HTTP
    error     TEXT    NOT NULL,
    CHECK ((ended_at IS NULL) = (status IS NULL))
) STRICT;

CREATE INDEX action_by_beginning ON action (began_at);
