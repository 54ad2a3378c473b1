-- Hardly any account has a sector of its own: those that have one are found without a walk through all of them.
CREATE INDEX debtor_sector ON debtor (organisation_id, id) WHERE sector IS NOT NULL;
