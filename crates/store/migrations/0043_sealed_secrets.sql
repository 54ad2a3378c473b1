-- Secrets are sealed by a key beside the base (crates/store/src/secret). What is clear is marked here, and sealed when the base is opened.
UPDATE mailbox SET secret = 'clear:' || secret WHERE secret <> '';
UPDATE mailbox SET oauth = 'clear:' || oauth WHERE oauth <> '';
UPDATE sms_gateway SET settings = 'clear:' || settings WHERE settings <> '';
UPDATE postal_carrier SET settings = 'clear:' || settings WHERE settings <> '';
UPDATE webhook_endpoint SET secret = 'clear:' || secret WHERE secret <> '';
UPDATE webhook_endpoint SET old_secret = 'clear:' || old_secret WHERE old_secret <> '';
UPDATE veto_setting SET secret = 'clear:' || secret WHERE secret <> '';
UPDATE dispute_setting SET secret = 'clear:' || secret WHERE secret <> '';
UPDATE courtesy_setting SET secret = 'clear:' || secret WHERE secret <> '';
