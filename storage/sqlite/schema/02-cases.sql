-- What a desk keeps beside the log: projections of it, all of which storage/cases can make again from the log
-- and the keys. A backup node does not have these tables.

-- A case as its fold, packed (forms/casework/case_file.h).
CREATE TABLE case_state (
    n     INTEGER PRIMARY KEY,
    state BLOB NOT NULL
);

-- Its plain columns. section as QueueSection in case_views.h; days are yyyymmdd in Japan; procedures are form
-- ids, each with a space before and after ("" if none).
CREATE TABLE case_row (
    n            INTEGER PRIMARY KEY,
    section      INTEGER NOT NULL,
    stage        INTEGER NOT NULL,
    reason       TEXT NOT NULL,
    reception    TEXT NOT NULL,
    ticket       TEXT NOT NULL,
    life_event   TEXT NOT NULL,
    procedures   TEXT NOT NULL,
    desk         TEXT NOT NULL,
    clerk        BLOB,
    received_ms  INTEGER NOT NULL,
    received_day INTEGER NOT NULL,
    finished_ms  INTEGER NOT NULL,
    conflicts    INTEGER NOT NULL,
    name         TEXT NOT NULL,
    kana         TEXT NOT NULL,
    birth_date   TEXT NOT NULL
);
CREATE INDEX case_row_queue ON case_row (section, received_ms);
CREATE INDEX case_row_day ON case_row (received_day, section);
CREATE INDEX case_row_conflicts ON case_row (received_ms) WHERE conflicts > 0;

-- Folded words that find a case; kind as in search_keys.h.
CREATE TABLE search_key (
    kind INTEGER NOT NULL,
    key  TEXT NOT NULL,
    n    INTEGER NOT NULL,
    PRIMARY KEY (kind, key, n)
) WITHOUT ROWID;

-- One line per case and procedure for counts and reports. Erasure only cuts the tie (n becomes NULL): the
-- figures of the day stay as they were.
CREATE TABLE service_line (
    id        INTEGER PRIMARY KEY,
    n         INTEGER,
    day       INTEGER NOT NULL,
    procedure TEXT NOT NULL,
    desk      TEXT NOT NULL,
    outcome   INTEGER NOT NULL,
    minutes   INTEGER
);
CREATE INDEX service_line_case ON service_line (n) WHERE n IS NOT NULL;
CREATE INDEX service_line_day ON service_line (day, procedure);

-- Acts, from trace parts. id: place of the batch * 64 + number within it.
CREATE TABLE act (
    id        INTEGER PRIMARY KEY,
    at_ms     INTEGER NOT NULL,
    kind      INTEGER NOT NULL,
    device    INTEGER NOT NULL,
    account   BLOB NOT NULL,
    case_n    INTEGER,
    reception TEXT NOT NULL,
    form      TEXT NOT NULL,
    amount    INTEGER NOT NULL
);
CREATE INDEX act_time ON act (at_ms);
CREATE INDEX act_case ON act (case_n) WHERE case_n IS NOT NULL;

-- Batches whose parts should have opened and did not, or made no sense: shown by the check, retried by a
-- rebuild.
CREATE TABLE unread_batch (
    place  INTEGER PRIMARY KEY,
    reason TEXT NOT NULL
);
