-- What whole portfolios are read by: the open items with every column that the night, the aged balance and
-- the interest need, and the sums of the ledger. SQLite keeps rows in the order of their key, so that an index
-- without these columns sends each item to a page of its own; PostgreSQL reads the whole table faster.
DROP INDEX open_item_open;
CREATE INDEX open_item_open ON open_item (organisation_id, debtor_id, id{{open_columns}}) WHERE open_cents <> 0;
{{sqlite_only}}CREATE INDEX open_item_ledger ON open_item (organisation_id, currency, issued_on, amount_cents);
