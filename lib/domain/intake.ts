/** What ingest has done since it started, told once a second. */
export type IngestStats = {
  startedMs: number;
  requestsReceived: number;
  spansReceived: number;
  spansKept: number;
  spansPerSecond: number;
  keptSpansPerSecond: number;
  replays: number;
  databaseHealthy: boolean;
  refusals: { reason: string; count: number; lastMs: number }[];
};
