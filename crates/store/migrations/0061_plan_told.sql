-- Whether the debtor is told by e-mail of each plan that is signed, without anybody asking for it.
ALTER TABLE plan_policy ADD COLUMN tells_debtor {{boolean}} NOT NULL DEFAULT false;
