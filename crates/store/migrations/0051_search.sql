-- What a search over everything reads: amounts and numbers of items, and the newest mails, each by its own index.
CREATE INDEX open_item_amount ON open_item (organisation_id, amount_cents);
{{sqlite_only}}CREATE INDEX open_item_number ON open_item (organisation_id, upper(number));
{{postgres_only}}CREATE INDEX open_item_number ON open_item (organisation_id, (upper(number) COLLATE "C"));
CREATE INDEX received_mail_recent ON received_mail (organisation_id, received_at);
CREATE INDEX message_recent ON message (organisation_id, created_at);
