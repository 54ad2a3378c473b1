-- Whether money moved on the items of a dispute, or a person did, since the ledger was followed: what was there is looked at once.
ALTER TABLE dispute ADD COLUMN touched {{boolean}} NOT NULL DEFAULT true;
CREATE INDEX dispute_touched ON dispute (organisation_id, touched) WHERE touched = true;
