-- What ingest took, per minute of receipt, process and signal; `refusals` has what it did not take. Bodies: those that
-- were acknowledged, replays among them. Items: spans, data points, log records, requests; late: those of them that
-- had ended minutes before they arrived. Local to the coordinator.
CREATE TABLE ingest_counts (
  minute bigint NOT NULL,
  writer_id bigint NOT NULL,
  signal text NOT NULL,
  body_count bigint NOT NULL,
  accepted_count bigint NOT NULL,
  replay_count bigint NOT NULL,
  late_count bigint NOT NULL,
  CONSTRAINT ingest_counts_pkey PRIMARY KEY (minute, writer_id, signal)
);
