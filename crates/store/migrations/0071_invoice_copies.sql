-- What copies of invoices may weigh with one message, in millions of bytes.
ALTER TABLE guard ADD COLUMN copies_megabytes INTEGER;
