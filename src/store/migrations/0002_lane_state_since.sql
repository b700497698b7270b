-- When a subscriber's lane entered its state; null: it has been in it from the beginning.
ALTER TABLE subscriber ADD COLUMN state_since INTEGER;
