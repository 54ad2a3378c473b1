-- What bank lines may pay, as long as nobody has said: such items wait. Written anew by each matching.
CREATE TABLE bank_proposal (
    organisation_id {{uuid}} NOT NULL,
    transaction_id {{uuid}} NOT NULL,
    open_item_id {{uuid}} NOT NULL,
    PRIMARY KEY (organisation_id, transaction_id, open_item_id),
    FOREIGN KEY (organisation_id, transaction_id) REFERENCES bank_transaction(organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, open_item_id) REFERENCES open_item(organisation_id, id) ON DELETE RESTRICT
){{without_rowid}};
CREATE INDEX bank_proposal_item ON bank_proposal (organisation_id, open_item_id);

-- What was carried out later than planned: the gap to the next step counts from that day.
CREATE INDEX action_late ON action (organisation_id, left_on) WHERE left_on > business_date;
