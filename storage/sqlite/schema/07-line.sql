-- The line at the counter: which desk calls a ticket now, when somebody called did not come, and how many notes to
-- colleagues a case has.
ALTER TABLE case_row ADD COLUMN call_desk TEXT NOT NULL DEFAULT '';
ALTER TABLE case_row ADD COLUMN called_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE case_row ADD COLUMN absent_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE case_row ADD COLUMN absences INTEGER NOT NULL DEFAULT 0;
ALTER TABLE case_row ADD COLUMN notes INTEGER NOT NULL DEFAULT 0;
