-- The discount of a compromise by rate of VAT, as it was agreed: taxes included, to the cent of the discount.
CREATE TABLE compromise_vat (
    organisation_id {{uuid}} NOT NULL,
    compromise_id {{uuid}} NOT NULL,
    rate_bp INTEGER NOT NULL,
    gross_cents BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, compromise_id, rate_bp),
    FOREIGN KEY (organisation_id, compromise_id) REFERENCES compromise(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};

-- Until now a waiver had one rate: all of its discount.
INSERT INTO compromise_vat (organisation_id, compromise_id, rate_bp, gross_cents)
SELECT organisation_id, id, vat_rate_bp, discount_cents FROM compromise WHERE vat_rate_bp IS NOT NULL;
ALTER TABLE compromise DROP COLUMN vat_rate_bp;
