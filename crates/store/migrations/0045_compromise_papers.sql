-- What goes with a compromise: the task to issue its credit note, what that note is waited for, the agreement as it was signed.

-- The task in the outbox, so that it is given up when the discount is taken back.
ALTER TABLE compromise ADD COLUMN task_id {{uuid}};
-- What the credit note is waited for, that takes the place of what was given up; NULL when none is.
ALTER TABLE compromise ADD COLUMN credit_due_cents BIGINT;
CREATE INDEX compromise_credit_due ON compromise (organisation_id, credit_due_cents) WHERE credit_due_cents IS NOT NULL;
UPDATE compromise SET credit_due_cents = (SELECT e.amount_cents FROM compromise_event e WHERE e.organisation_id = compromise.organisation_id AND e.compromise_id = compromise.id AND e.kind = 'kept' ORDER BY e.seq DESC LIMIT 1) WHERE state = 'kept' AND nature = 'rebate';

-- The agreement, byte for byte, as it was signed.
ALTER TABLE compromise_event ADD COLUMN document_hash TEXT;
