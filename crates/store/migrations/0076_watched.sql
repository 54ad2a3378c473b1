-- The last day on which items that had become more than 120 days late were raised: each is raised on its day, and once.
ALTER TABLE organisation ADD COLUMN watched_on {{date}};
