-- The message that tells a debtor that the house agreed to a payment plan.

-- The plan that it tells of.
ALTER TABLE service_mail ADD COLUMN plan_id {{uuid}};
CREATE INDEX service_mail_plan ON service_mail (organisation_id, plan_id) WHERE plan_id IS NOT NULL;
