-- The agreement of a person who is no professional to receive electronic registered letters (CPCE art. L100): its day, and
-- where it is written.

ALTER TABLE contact ADD COLUMN electronic_agreed_on {{date}};
ALTER TABLE contact ADD COLUMN electronic_agreement TEXT;
