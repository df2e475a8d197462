-- A case as its fold up to the cut of the log, where a fold begins; state as in case_state.
CREATE TABLE case_base (
    n     INTEGER PRIMARY KEY,
    state BLOB NOT NULL
);
