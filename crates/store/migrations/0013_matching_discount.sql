-- The cash discount that an organisation grants: hundredths of a percent of what is due (0: none), and days after
-- the date of the invoice within which it is earned.
ALTER TABLE matching_setting ADD COLUMN discount_rate INTEGER NOT NULL DEFAULT 0;
ALTER TABLE matching_setting ADD COLUMN discount_days INTEGER NOT NULL DEFAULT 0;
