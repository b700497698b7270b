-- What a daemon may have left in a file of schema 2.
INSERT INTO source VALUES (1, 'https://openboxes.example.org/openboxes', 'mfrggzdfmztwq2lk');
INSERT INTO subscriber (name, configured, ordering, state, reason, failing_since, last_success_at)
VALUES ('erp', 1, 'entity', 'failing', 'connection refused', 1780394470000, 1780394465000);
INSERT INTO stream (source_id, name, scope, scan_no, baselined_at, last_success_at, last_error, failures, held_reach,
                    held_events, held_decision, watching)
VALUES (1, 'products', '', 3, 1780394400000, 1780394460000, '', 0, '', 0, 'none',
        '{"product.updated":"[]"}');
INSERT INTO entity VALUES (1, 'product', '1', '{}', '{"product.created":1}', 'Gloves', '', '', 0, 0, 0);
INSERT INTO event (source_id, id, type, entity, stream, occurred_at, created_at, body)
VALUES (1, 'evt_delivered', 'product.created', 'product:1', 'products', 1780394400000, 1780394460000, '{}'),
       (1, 'evt_pending', 'product.created', 'product:2', 'products', 1780394400000, 1780394460000, '{}'),
       (1, 'evt_waiting', 'product.created', 'product:2', 'products', 1780394400000, 1780394460000, '{}'),
       (1, 'evt_dead', 'product.created', 'product:3', 'products', 1780394400000, 1780394460000, '{}');
INSERT INTO delivery (event_seq, subscriber_id, chain, state, attempts, due_at, finished_at, last_error)
VALUES (1, 1, 11, 'delivered', 1, NULL, 1780394465000, ''),
       (2, 1, 12, 'pending', 1, 1780394475000, NULL, 'connection refused'),
       (3, 1, 12, 'waiting', 0, 1780394460000, NULL, ''),
       (4, 1, 13, 'pending', 10, 1780394480000, NULL, '503 Service Unavailable');
UPDATE delivery SET state = 'dead', due_at = NULL, finished_at = 1780394490000 WHERE id = 4;
INSERT INTO attempt VALUES (2, 1, 1, 1780394470000, 3, 'connect', NULL, 0, 'connection refused', X'');
