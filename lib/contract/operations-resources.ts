import { type Operation, READ_ERRORS } from "./operation.ts";
import { resourcesParams, resourcesResponse } from "./resources.ts";

export const RESOURCES: readonly Operation[] = [
  {
    method: "get",
    path: "/api/v1/resources",
    summary: "What hosts, containers and instances use of CPU, memory, disk, network and heap",
    security: "key-or-session",
    query: resourcesParams,
    response: { name: "Resources", schema: resourcesResponse },
    errors: READ_ERRORS,
  },
];
