-- The rule about services that fall silent, where nobody changed it, misses only what was heard of for an hour.
UPDATE alert_rule SET spec = jsonb_set(spec, '{minimumSeenSeconds}', '3600')
WHERE "updatedBy" = 'Headroom' AND version = 1 AND name = 'Service gone silent'
  AND spec -> 'noData' = '"alert"' AND NOT spec ? 'minimumSeenSeconds' AND NOT spec ? 'staleData';
