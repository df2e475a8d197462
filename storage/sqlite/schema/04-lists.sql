-- Lists and reports over years of cases: all cases newest first, a page at a time, and counts of service that
-- are read from the index alone.
CREATE INDEX case_row_received ON case_row (received_ms);

DROP INDEX service_line_day;
CREATE INDEX service_line_day ON service_line (day, procedure, desk, outcome, minutes);
