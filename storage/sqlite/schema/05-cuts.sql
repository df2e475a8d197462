-- Logs that begin at a cut (storage/log/log_cut.h): what is below it stands here no more, but for batches with
-- ink, pictures or protected parts.

-- XOR of the marks of all content parts below the cut, for the day on which their case is erased: the digest
-- of the log stays the same on nodes that still hold them and on nodes that do not.
CREATE TABLE part_mark (
    case_n     INTEGER NOT NULL,
    part_class INTEGER NOT NULL,
    mark       BLOB NOT NULL,
    PRIMARY KEY (case_n, part_class)
) WITHOUT ROWID;
