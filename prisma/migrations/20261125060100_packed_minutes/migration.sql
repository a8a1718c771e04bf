-- Minutes that no telemetry can reach any more, packed: one row holds up to sixty minutes of a series or service, as
-- `packHour` writes them. A minute stands in the plain table or here; one that comes late all the same stands in both
-- until it is packed too, and its figures add up. hour = Unix seconds of its start. Distributed and co-located as the
-- plain tables are.
CREATE TABLE request_1m_packed (
  series_id bigint NOT NULL,
  hour bigint NOT NULL,
  packed bytea NOT NULL,
  CONSTRAINT request_1m_packed_pkey PRIMARY KEY (series_id, hour)
) PARTITION BY RANGE (hour);
CREATE TABLE service_1m_packed (
  service_id bigint NOT NULL,
  hour bigint NOT NULL,
  packed bytea NOT NULL,
  CONSTRAINT service_1m_packed_pkey PRIMARY KEY (service_id, hour)
) PARTITION BY RANGE (hour);
-- What is packed cannot be compressed again.
ALTER TABLE request_1m_packed ALTER COLUMN packed SET STORAGE EXTERNAL;
ALTER TABLE service_1m_packed ALTER COLUMN packed SET STORAGE EXTERNAL;
