import { journeyParams, journeyResponse } from "./journey.ts";
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
    summary:
      "Instances and their shares, autoscalers against their limits, deployments, load balancers",
    security: "key-or-session",
    query: scalingParams,
    response: { name: "Scaling", schema: scalingResponse },
    errors: READ_ERRORS,
  },
  {
    method: "get",
    path: "/api/v1/scaling/journey",
    summary: "The stage by distinct users a day, and which of what it asks for is seen",
    security: "key-or-session",
    query: journeyParams,
    response: { name: "Journey", schema: journeyResponse },
    errors: READ_ERRORS,
  },
];
