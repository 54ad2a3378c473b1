-- An electronic registered letter is a channel of scenarios: it waits on the page of letters as those on paper do.
DROP INDEX action_to_post;
CREATE INDEX action_to_post ON action (organisation_id, state, channel) WHERE channel IN ('letter', 'registered', 'electronic', 'task');
