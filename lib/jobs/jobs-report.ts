import type { JobFigures, ThreadFigures } from "@/lib/domain/headroom.ts";

/** What the jobs' thread tells of itself once a second; new durations in milliseconds. */
export type JobsReport = { jobs: JobFigures; thread: ThreadFigures; newFoldsMs: number[] };
