-- A night in which every item of a page moves to its next step finds room for all of them on that page: no index hears of it.
{{postgres_only}}ALTER TABLE open_item SET (fillfactor = 50);
-- What few rows have is found without a walk through all of them.
CREATE INDEX event_mail ON event (organisation_id, kind, seq) WHERE kind IN ('mail.not_set', 'mail.set', 'mail.tested');
CREATE INDEX contact_phone_wrong ON contact (organisation_id, debtor_id) WHERE phone_wrong_on IS NOT NULL;
CREATE INDEX contact_unreachable ON contact (organisation_id, debtor_id) WHERE unreachable_on IS NOT NULL;
CREATE INDEX action_request ON action (organisation_id, business_date, debtor_id) WHERE step_key = 'payment_request';
CREATE INDEX action_vetoable ON action (organisation_id, not_before) WHERE state = 'planned' AND not_before IS NOT NULL;
