/**
 * A finished request as a service without OpenTelemetry reports it.
 * `durationMs` is its length; `finishedMs` when it ended (Unix milliseconds).
 */
export type PlainRequest = {
  service: string;
  namespace: string;
  environment: string;
  /** A route or a path; paths are templated. */
  endpoint: string;
  method: string;
  statusCode: number;
  durationMs: number;
  finishedMs: number;
};
