-- The business date on which an action reached its debtor; a message may leave days after the night that planned it.

ALTER TABLE action ADD COLUMN left_on {{date}};
UPDATE action SET left_on = business_date WHERE state IN ('reserved', 'sent', 'unknown');
CREATE INDEX action_left_on ON action (organisation_id, left_on);
