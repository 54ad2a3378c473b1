-- What the deed of a plan says beside the principal, as it was when the plan was made: late-payment interest, fixed
-- indemnities, and whether a payment pays interest first. Nothing for plans that were made before this was kept.
ALTER TABLE payment_plan ADD COLUMN interest_cents BIGINT;
ALTER TABLE payment_plan ADD COLUMN indemnity_cents BIGINT;
ALTER TABLE payment_plan ADD COLUMN interest_first {{boolean}};

-- An id of the moment at which an event was recorded: what was put on a debt under a later id came after it.
ALTER TABLE payment_plan_event ADD COLUMN mark_id {{uuid}};
-- The paper that goes with an event: the deed as it was signed, the notice as it was given.
ALTER TABLE payment_plan_event ADD COLUMN document_hash TEXT;
