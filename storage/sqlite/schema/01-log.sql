-- What every node keeps, the backup node included: batches, keys in their wrapped form, the roster, and what
-- this node knows of the others. Nothing here can be read without keys that are not in this file's tables,
-- except `secret`, which the encrypted pages protect.

-- Small facts of this node. Values are ours to encode; names are dotted words of the code.
CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE secret (
    name  TEXT PRIMARY KEY,
    bytes BLOB NOT NULL
) WITHOUT ROWID;

-- Numbers that only go up, one series per name and day (yyyymmdd; 0: not by day).
CREATE TABLE counter (
    name  TEXT NOT NULL,
    day   INTEGER NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (name, day)
) WITHOUT ROWID;

-- A device under its local number. kept_*: a place in its log from which the head is walked at start; cut_*:
-- the oldest place that can still be verified (0: the beginning). Contexts are the author's other devices:
-- n:varint (id:16 seq:varint){n}.
CREATE TABLE device (
    ordinal      INTEGER PRIMARY KEY,
    id           BLOB NOT NULL UNIQUE,
    kept_seq     INTEGER NOT NULL DEFAULT 0,
    kept_chain   BLOB NOT NULL,
    kept_context BLOB NOT NULL DEFAULT x'00',
    cut_seq      INTEGER NOT NULL DEFAULT 0,
    cut_chain    BLOB NOT NULL,
    cut_context  BLOB NOT NULL DEFAULT x'00'
);

-- A case under its local number: everything else keys on n, and the random id stands in this one index.
CREATE TABLE case_id (
    n  INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE
);

-- place: order in which this node took the batches in. body: as in batch.h, without key records (see
-- key_record) and without parts above the inline limit (see attachment). seal: chain:32 signature:64, on the
-- batch it was given for.
CREATE TABLE batch (
    place  INTEGER PRIMARY KEY,
    device INTEGER NOT NULL,
    seq    INTEGER NOT NULL,
    case_n INTEGER,
    head   BLOB NOT NULL,
    body   BLOB NOT NULL,
    seal   BLOB
);
CREATE UNIQUE INDEX batch_by_device ON batch (device, seq);
CREATE INDEX batch_by_case ON batch (case_n) WHERE case_n IS NOT NULL;

-- Program starts, from the batches that announced them.
CREATE TABLE run (
    device INTEGER NOT NULL,
    seq    INTEGER NOT NULL,
    id     BLOB NOT NULL,
    PRIMARY KEY (device, seq)
) WITHOUT ROWID;

-- Wrapped keys under the batch that introduced them. record NULL: ERASED, for ever.
CREATE TABLE key_record (
    device     INTEGER NOT NULL,
    seq        INTEGER NOT NULL,
    part_class INTEGER NOT NULL,
    case_n     INTEGER,
    epoch      INTEGER NOT NULL,
    record     BLOB,
    PRIMARY KEY (device, seq, part_class)
) WITHOUT ROWID;
CREATE INDEX key_record_by_case ON key_record (case_n) WHERE case_n IS NOT NULL;

-- Parts above the inline limit. held: bytes here so far, from the start; state: 0 wanted, 1 whole, 2 erased.
CREATE TABLE attachment (
    n          INTEGER PRIMARY KEY,
    hash       BLOB NOT NULL UNIQUE,
    part_class INTEGER NOT NULL,
    case_n     INTEGER,
    length     INTEGER NOT NULL,
    held       INTEGER NOT NULL DEFAULT 0,
    state      INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX attachment_wanted ON attachment (state) WHERE state = 0;
CREATE INDEX attachment_by_case ON attachment (case_n) WHERE case_n IS NOT NULL;
-- id: attachment * 1024 + number of the 32 KiB piece
CREATE TABLE attachment_piece (
    id    INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
);

-- The roster's entries in the order in which they came; what they mean is storage/roster's.
CREATE TABLE roster_entry (
    n      INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    bytes  BLOB NOT NULL
);

-- What a peer said to hold durably when it was last heard. vector as contexts above.
CREATE TABLE peer (
    device   BLOB PRIMARY KEY,
    vector   BLOB NOT NULL,
    seen_ms  INTEGER NOT NULL,
    clock_ms INTEGER NOT NULL DEFAULT 0,
    address  TEXT NOT NULL DEFAULT ''
);

-- The erasure ledger: never expires. part_class 0: all content, pictures and protected parts of the case.
CREATE TABLE erasure (
    case_id    BLOB NOT NULL,
    part_class INTEGER NOT NULL,
    at_ms      INTEGER NOT NULL,
    rule       TEXT NOT NULL,
    device     BLOB NOT NULL,
    seq        INTEGER NOT NULL,
    late       INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (case_id, part_class)
) WITHOUT ROWID;

-- What was taken out of a log and is not lost: batches of a revoked device beyond its cut, and the other side
-- of a fork. why as reasons of the code; the rest as in batch, key records within the body.
CREATE TABLE set_aside (
    id     INTEGER PRIMARY KEY,
    device BLOB NOT NULL,
    seq    INTEGER NOT NULL,
    why    TEXT NOT NULL,
    at_ms  INTEGER NOT NULL,
    head   BLOB NOT NULL,
    body   BLOB NOT NULL,
    seal   BLOB
);
CREATE UNIQUE INDEX set_aside_once ON set_aside (device, seq, why, head);
