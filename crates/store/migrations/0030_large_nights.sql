-- What a night of a million items writes. The advances of an item are found by the index that keeps a step from being
-- carried out twice; a request for payment, which may have been withdrawn, by one of its own.
DROP INDEX item_advance_item;
CREATE INDEX item_advance_request ON item_advance (organisation_id, open_item_id) WHERE step = -1;
-- A row that moves to its next step stays on its page, and no index hears of it.
{{postgres_only}}ALTER TABLE open_item SET (fillfactor = 70);
