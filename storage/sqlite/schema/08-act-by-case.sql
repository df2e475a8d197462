-- Acts of a case are found through its batches (act.id says which batch): an index of their own costs every save
-- a page.
DROP INDEX act_case;
