-- What the journal was told last of a plan that follows its payments: nothing, that it is broken, or that it is paid.
ALTER TABLE payment_plan ADD COLUMN told TEXT NOT NULL DEFAULT '' CHECK (told IN ('', 'broken', 'completed'));
