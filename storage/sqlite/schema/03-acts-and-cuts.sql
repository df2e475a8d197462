-- Acts that accounts signed (erase, stop), and what members say they carried out. Kept by every node, for
-- ever: whoever comes back after a year is told by them what may no longer be here.

-- bytes: as in signed_act.h, with all signatures met so far. seen_ms, seen_elsewhere_ms: this node's clock and
-- the newest stamp of others when the act was first complete (NULL: it is not). device, seq: the batch that
-- brought it, if one did. done_ms: carried out here.
CREATE TABLE signed_act (
    digest            BLOB PRIMARY KEY,
    bytes             BLOB NOT NULL,
    seen_ms           INTEGER,
    seen_elsewhere_ms INTEGER,
    device            BLOB,
    seq               INTEGER,
    done_ms           INTEGER
) WITHOUT ROWID;

-- A member's own signed word that it has carried out an erasure.
CREATE TABLE erase_mark (
    act       BLOB NOT NULL,
    device    BLOB NOT NULL,
    at_ms     INTEGER NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (act, device)
) WITHOUT ROWID;

-- The author's whole vector before the batch, as contexts in 01: what it had seen, for writing it anew.
ALTER TABLE set_aside ADD COLUMN context BLOB NOT NULL DEFAULT x'00';
