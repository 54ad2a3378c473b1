-- The language in which a person reads the pages (ISO 639); empty: the one that the browser asks for.
ALTER TABLE app_user ADD COLUMN language TEXT NOT NULL DEFAULT '';
