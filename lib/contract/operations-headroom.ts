import { headroomParams, headroomResponse } from "./headroom.ts";
import { type Operation, READ_ERRORS } from "./operation.ts";

/** What Headroom tells of itself. */
export const HEADROOM: readonly Operation[] = [
  {
    method: "get",
    path: "/api/v1/headroom",
    summary: "Headroom itself: freshness, what was taken and refused, jobs, disk and process",
    security: "key-or-session",
    query: headroomParams,
    response: { name: "Headroom", schema: headroomResponse },
    errors: READ_ERRORS,
  },
];
