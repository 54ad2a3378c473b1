-- The most e-mails that the provider of the sending mailbox lets leave in twenty-four hours.
ALTER TABLE guard ADD COLUMN mail_cap INTEGER;
