-- What the accounting is told of a dispute that was found due: the task to issue its credit note, and from which day one is to be made.
ALTER TABLE dispute ADD COLUMN task_id {{uuid}};
ALTER TABLE dispute ADD COLUMN task_from {{date}};
-- Those that were found due before, and wait for theirs under no number.
UPDATE dispute SET task_from = decided_on WHERE verdict IS NOT NULL AND outcome IS NULL AND credit_reference = '';
CREATE INDEX dispute_task ON dispute (organisation_id, task_from) WHERE task_from IS NOT NULL;
-- Those whose credit note a person named.
CREATE INDEX dispute_named ON dispute (organisation_id, credit_reference) WHERE outcome IS NULL AND credit_reference > '';
