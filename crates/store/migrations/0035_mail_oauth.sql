-- A mailbox that is opened by OAuth 2.0: how the program is known to the token endpoint, as JSON; empty for a password. The
-- secret of the mailbox is then the refresh token that is good now.

ALTER TABLE mailbox ADD COLUMN oauth TEXT NOT NULL DEFAULT '';
