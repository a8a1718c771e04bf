-- What a metric is searched by: its name, unit, description and the names of its attributes, in small letters.
CREATE FUNCTION metric_search_text(name text, unit text, description text, attributes jsonb)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
  SELECT lower(name || ' ' || unit || ' ' || description || ' ' || coalesce(
    (SELECT string_agg(key, ' ') FROM jsonb_object_keys(attributes) AS key), ''
  ))
$$;

-- Substrings are found by trigrams where the extension can be had; else the dictionary is read through.
DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
EXCEPTION WHEN OTHERS THEN
  RAISE NOTICE 'no pg_trgm: %', SQLERRM;
END
$$;
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm') THEN
    CREATE INDEX metric_series_search_idx ON metric_series
      USING gin (metric_search_text(name, unit, description, attributes) gin_trgm_ops);
  END IF;
END
$$;

-- Readers keep the series of a metric and ask for what is new.
CREATE INDEX metric_series_registered_idx ON metric_series (name, registered_ms);

-- Points come in the order of time, so that a summary of each run of pages finds an hour of many series.
CREATE INDEX metric_points_time_idx ON metric_points USING brin (time_ns) WITH (pages_per_range = 16, autosummarize = on);
