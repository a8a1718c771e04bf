export { type ReportOptions, type RequestReporter, reportRequests } from "./report-requests.ts";
export type { FinishedRequest } from "./request-outcome.ts";
export { type RequestTracker, type TrackOptions, trackRequests } from "./track-requests.ts";
