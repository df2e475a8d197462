-- All cases newest first are merged from the sections of case_row_queue: an index of their own costs every new case
-- a page.
DROP INDEX case_row_received;
