-- From which hour on, and before which, e-mails leave by themselves; at any hour without them.
ALTER TABLE guard ADD COLUMN mail_from_hour INTEGER;
ALTER TABLE guard ADD COLUMN mail_until_hour INTEGER;
