-- Letters handed to whoever prints and posts them: the service of an organisation, and what it does with each letter.

CREATE TABLE postal_carrier (
    organisation_id {{uuid}} NOT NULL PRIMARY KEY REFERENCES organisation(id) ON DELETE RESTRICT,
    provider TEXT NOT NULL,
    -- A JSON object with the address and the secrets.
    settings TEXT NOT NULL,
    -- Which letters it takes; persons print and post the others.
    takes_letters {{boolean}} NOT NULL,
    takes_registered {{boolean}} NOT NULL,
    duplex {{boolean}} NOT NULL,
    -- Thousandths of a euro, without tax: what a letter is expected to cost before the service tells.
    letter_mills BIGINT NOT NULL,
    registered_mills BIGINT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    created_by TEXT NOT NULL,
    disabled_at {{timestamp}},
    version BIGINT NOT NULL DEFAULT 1
){{without_rowid}};

-- The service that has a letter, or was to have it: whether it has it, its number, what it says, when that was heard, what
-- it costs, and the proofs.
ALTER TABLE letter ADD COLUMN carrier TEXT NOT NULL DEFAULT '';
ALTER TABLE letter ADD COLUMN carrier_state TEXT NOT NULL DEFAULT '';
ALTER TABLE letter ADD COLUMN carrier_key TEXT NOT NULL DEFAULT '';
ALTER TABLE letter ADD COLUMN carrier_note TEXT NOT NULL DEFAULT '';
ALTER TABLE letter ADD COLUMN carrier_at {{timestamp}};
ALTER TABLE letter ADD COLUMN carrier_mills BIGINT NOT NULL DEFAULT 0;
ALTER TABLE letter ADD COLUMN deposit_proof TEXT;
ALTER TABLE letter ADD COLUMN receipt_proof TEXT;
CREATE INDEX letter_carrier ON letter (organisation_id, carrier_at) WHERE carrier_state = 'accepted';
