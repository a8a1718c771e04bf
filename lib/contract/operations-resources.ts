import { type Operation, READ_ERRORS } from "./operation.ts";
import { resourcesParams, resourcesResponse } from "./resources.ts";
import { scalingParams, scalingResponse } from "./scaling.ts";

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
  {
    method: "get",
    path: "/api/v1/scaling",
    summary: "Instances of autoscalers and deployments: current, desired, least, most, restarts",
    security: "key-or-session",
    query: scalingParams,
    response: { name: "Scaling", schema: scalingResponse },
    errors: READ_ERRORS,
  },
];
