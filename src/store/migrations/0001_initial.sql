-- The state file of openboxes-webhookd. Columns ending in _at are UTC milliseconds. Words of states are those of
-- the program's output, so that `sqlite3 state.db` reads like `openboxes-webhookd status`.
--
-- A CHECK compares its words one by one: for `IN` with more than two values SQLite fills a table of its own for
-- every row that it looks at, a quarter of what it costs to finish a delivery.

PRAGMA application_id = 1329747761;  -- "OBW1"

-- The OpenBoxes that are polled. Ids, names and codes of two of them mean different things, so whatever was read
-- from one names it. A delivery does so by its event, an attempt by its delivery.
CREATE TABLE source (
    id    INTEGER PRIMARY KEY,
    url   TEXT NOT NULL UNIQUE,
    epoch TEXT NOT NULL  -- random: what it means is in docs/architecture.md, 3
) STRICT;

-- What was found out about a source by probing.
CREATE TABLE fact (
    source_id INTEGER NOT NULL REFERENCES source (id),
    key       TEXT    NOT NULL,
    value     TEXT    NOT NULL,
    PRIMARY KEY (source_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE stream (
    source_id         INTEGER NOT NULL REFERENCES source (id),
    name              TEXT    NOT NULL,
    scope             TEXT    NOT NULL,
    scan_no           INTEGER NOT NULL CHECK (scan_no > 0),
    baselined_at      INTEGER,
    created_mark_at   INTEGER,
    newest_created_at INTEGER,  -- among the rows of the baseline, by the source's clock
    last_success_at   INTEGER,
    last_full_at      INTEGER,
    last_attempt_at   INTEGER,
    next_poll_at      INTEGER,
    last_error        TEXT    NOT NULL,
    failures          INTEGER NOT NULL CHECK (failures >= 0),
    -- The poll that is held because it found more events than detection.storm_limit; held_since is null when
    -- none is.
    held_since        INTEGER,
    held_reach        TEXT    NOT NULL,
    held_events       INTEGER NOT NULL,
    held_decision     TEXT    NOT NULL
        CHECK (held_decision = 'none' OR held_decision = 'release' OR held_decision = 'drop'),
    PRIMARY KEY (source_id, name)
) STRICT, WITHOUT ROWID;

-- Snapshots. Rows are never deleted on absence, only marked gone (F-23).
CREATE TABLE entity (
    source_id      INTEGER NOT NULL REFERENCES source (id),
    kind           TEXT    NOT NULL,
    id             TEXT    NOT NULL,
    watched        TEXT    NOT NULL,  -- the projection, canonical JSON
    occurrences    TEXT    NOT NULL,  -- JSON: event type -> how often
    label          TEXT    NOT NULL,
    origin_id      TEXT    NOT NULL,
    destination_id TEXT    NOT NULL,
    open           INTEGER NOT NULL CHECK (open IN (0, 1)),
    gone           INTEGER NOT NULL CHECK (gone IN (0, 1)),
    missing        INTEGER NOT NULL CHECK (missing >= 0),
    PRIMARY KEY (source_id, kind, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX entity_open_by_origin ON entity (source_id, kind, origin_id)
    WHERE open = 1 AND gone = 0;
CREATE INDEX entity_open_by_destination ON entity (source_id, kind, destination_id)
    WHERE open = 1 AND gone = 0;

-- How many live entities a scope holds: counting a million rows takes too long beside a poll.
CREATE TABLE entity_count (
    source_id INTEGER NOT NULL,
    kind      TEXT    NOT NULL,
    place     TEXT    NOT NULL CHECK (place = 'any' OR place = 'origin' OR place = 'destination'),
    facility  TEXT    NOT NULL,
    live      INTEGER NOT NULL CHECK (live >= 0),
    PRIMARY KEY (source_id, kind, place, facility)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER entity_appeared AFTER INSERT ON entity WHEN NEW.gone = 0
BEGIN
    INSERT INTO entity_count (source_id, kind, place, facility, live)
    VALUES (NEW.source_id, NEW.kind, 'any', '', 1),
           (NEW.source_id, NEW.kind, 'origin', NEW.origin_id, 1),
           (NEW.source_id, NEW.kind, 'destination', NEW.destination_id, 1)
    ON CONFLICT DO UPDATE SET live = live + 1;
END;

CREATE TRIGGER entity_left AFTER UPDATE OF gone, origin_id, destination_id ON entity
WHEN OLD.gone = 0
     AND (NEW.gone = 1 OR OLD.origin_id <> NEW.origin_id OR OLD.destination_id <> NEW.destination_id)
BEGIN
    UPDATE entity_count SET live = live - 1
    WHERE source_id = OLD.source_id AND kind = OLD.kind AND place = 'any' AND facility = '';
    UPDATE entity_count SET live = live - 1
    WHERE source_id = OLD.source_id AND kind = OLD.kind AND place = 'origin' AND facility = OLD.origin_id;
    UPDATE entity_count SET live = live - 1
    WHERE source_id = OLD.source_id AND kind = OLD.kind AND place = 'destination'
          AND facility = OLD.destination_id;
END;

CREATE TRIGGER entity_returned AFTER UPDATE OF gone, origin_id, destination_id ON entity
WHEN NEW.gone = 0
     AND (OLD.gone = 1 OR OLD.origin_id <> NEW.origin_id OR OLD.destination_id <> NEW.destination_id)
BEGIN
    INSERT INTO entity_count (source_id, kind, place, facility, live)
    VALUES (NEW.source_id, NEW.kind, 'any', '', 1),
           (NEW.source_id, NEW.kind, 'origin', NEW.origin_id, 1),
           (NEW.source_id, NEW.kind, 'destination', NEW.destination_id, 1)
    ON CONFLICT DO UPDATE SET live = live + 1;
END;

CREATE TABLE event (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,  -- order of commit; never used twice
    id          TEXT    NOT NULL UNIQUE,            -- webhook-id (P3)
    source_id   INTEGER NOT NULL REFERENCES source (id),
    type        TEXT    NOT NULL,
    entity      TEXT    NOT NULL,                   -- <kind>:<id>
    stream      TEXT    NOT NULL,
    occurred_at INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    body        TEXT    NOT NULL                    -- the exact bytes of every POST
) STRICT;

CREATE INDEX event_by_creation ON event (created_at, type);
CREATE INDEX event_by_entity ON event (entity);

CREATE TABLE subscriber (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    name            TEXT    NOT NULL UNIQUE,
    configured      INTEGER NOT NULL CHECK (configured IN (0, 1)),
    ordering        TEXT     -- of its unfinished deliveries
        CHECK (ordering = 'entity' OR ordering = 'none' OR ordering = 'strict'),
    state           TEXT    NOT NULL CHECK (state = 'healthy' OR state = 'failing' OR state = 'held'),
    reason          TEXT    NOT NULL,
    state_since     INTEGER,  -- null: from the beginning
    failing_since   INTEGER,
    last_failure_at INTEGER,  -- a row of failures with a gap in it is two rows
    last_success_at INTEGER,
    removed_at      INTEGER,  -- from the configuration: what it is owed is kept for store.retention.events
    CHECK (state <> 'failing' OR failing_since IS NOT NULL)
) STRICT;

-- The outbox. "Being sent" is not a state: a delivery stays pending until its attempt is recorded. There is no
-- ON DELETE CASCADE: an event with a delivery cannot be removed by accident (P1).
CREATE TABLE delivery (
    id            INTEGER PRIMARY KEY,
    event_seq     INTEGER NOT NULL REFERENCES event (seq),
    subscriber_id INTEGER NOT NULL REFERENCES subscriber (id),
    chain         INTEGER,  -- equal chains of one subscriber are sent in the order of event_seq (P4)
    state         TEXT    NOT NULL
        CHECK (state = 'pending' OR state = 'waiting' OR state = 'delivered' OR state = 'dead'),
    attempts      INTEGER NOT NULL CHECK (attempts >= 0),
    due_at        INTEGER,
    finished_at   INTEGER,
    last_error    TEXT    NOT NULL,
    CHECK ((state = 'pending' OR state = 'waiting') = (due_at IS NOT NULL)),
    CHECK ((state = 'delivered' OR state = 'dead') = (finished_at IS NOT NULL)),
    CHECK (state <> 'waiting' OR chain IS NOT NULL)
) STRICT;

CREATE UNIQUE INDEX delivery_of_event ON delivery (event_seq, subscriber_id);
CREATE INDEX delivery_due ON delivery (subscriber_id, due_at) WHERE state = 'pending';
CREATE INDEX delivery_unfinished ON delivery (subscriber_id, event_seq) WHERE finished_at IS NULL;
CREATE INDEX delivery_in_chain ON delivery (subscriber_id, chain, event_seq)
    WHERE finished_at IS NULL AND chain IS NOT NULL;
CREATE INDEX delivery_dead ON delivery (subscriber_id) WHERE state = 'dead';

-- What a subscriber's backlog holds: counting a million rows takes 100 ms, and who asks is the event loop.
CREATE TABLE delivery_count (
    subscriber_id INTEGER PRIMARY KEY REFERENCES subscriber (id),
    unfinished    INTEGER NOT NULL CHECK (unfinished >= 0),
    dead          INTEGER NOT NULL CHECK (dead >= 0)
) STRICT;

CREATE TRIGGER subscriber_appeared AFTER INSERT ON subscriber
BEGIN
    INSERT INTO delivery_count (subscriber_id, unfinished, dead) VALUES (NEW.id, 0, 0);
END;

CREATE TRIGGER delivery_queued AFTER INSERT ON delivery WHEN NEW.finished_at IS NULL
BEGIN
    UPDATE delivery_count SET unfinished = unfinished + 1 WHERE subscriber_id = NEW.subscriber_id;
END;

CREATE TRIGGER delivery_moved AFTER UPDATE OF state ON delivery
WHEN (OLD.finished_at IS NULL) <> (NEW.finished_at IS NULL) OR (OLD.state = 'dead') <> (NEW.state = 'dead')
BEGIN
    UPDATE delivery_count
    SET unfinished = unfinished + (NEW.finished_at IS NULL) - (OLD.finished_at IS NULL),
        dead = dead + (NEW.state = 'dead') - (OLD.state = 'dead')
    WHERE subscriber_id = NEW.subscriber_id;
END;

CREATE TRIGGER delivery_removed AFTER DELETE ON delivery WHEN OLD.state <> 'delivered'
BEGIN
    UPDATE delivery_count
    SET unfinished = unfinished - (OLD.finished_at IS NULL), dead = dead - (OLD.state = 'dead')
    WHERE subscriber_id = OLD.subscriber_id;
END;

CREATE TABLE attempt (
    delivery_id INTEGER NOT NULL REFERENCES delivery (id),
    ordinal     INTEGER NOT NULL,  -- 1, 2, 3, …; goes on counting when the delivery is queued again
    number      INTEGER NOT NULL,  -- as sent: counts from 1 again when the delivery is queued again
    started_at  INTEGER NOT NULL,
    duration_ms INTEGER NOT NULL,
    outcome     TEXT    NOT NULL,
    status      INTEGER,
    probe       INTEGER NOT NULL CHECK (probe IN (0, 1)),
    detail      TEXT    NOT NULL,
    answer      BLOB    NOT NULL CHECK (length(answer) <= 2048),
    PRIMARY KEY (delivery_id, ordinal)
) STRICT, WITHOUT ROWID;

-- The sync log.
CREATE TABLE poll (
    id        INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL REFERENCES source (id),
    stream    TEXT    NOT NULL,
    reach     TEXT    NOT NULL,
    began_at  INTEGER NOT NULL,
    ended_at  INTEGER NOT NULL,
    outcome   TEXT    NOT NULL
        CHECK (outcome = 'ok' OR outcome = 'uncertified' OR outcome = 'failed' OR outcome = 'held'),
    requests  INTEGER NOT NULL,
    rows      INTEGER NOT NULL,
    changes   INTEGER NOT NULL,
    events    INTEGER NOT NULL,
    error     TEXT    NOT NULL
) STRICT;

CREATE INDEX poll_by_stream ON poll (source_id, stream);
-- Nearly all polls are `ok`, and one looks for those that are not.
CREATE INDEX poll_not_ok ON poll (outcome) WHERE outcome <> 'ok';
CREATE INDEX poll_by_end ON poll (ended_at);

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
