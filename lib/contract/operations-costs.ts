import { z } from "zod";
import { costImport, costImportParams, costsParams, costsResponse } from "./costs.ts";
import { type Operation, READ_ERRORS } from "./operation.ts";
import { COST_SOURCE_OPERATIONS } from "./operations-cost-sources.ts";

const security = "key-or-session" as const;
const file = z.string().meta({ description: "A FOCUS 1.0 to 1.2 file" });

/** What the traffic costs. */
export const COST_OPERATIONS: readonly Operation[] = [
  {
    method: "get",
    path: "/api/v1/costs",
    summary: "What was billed by day or month and by service, account, region, category or tag",
    security,
    query: costsParams,
    response: { name: "Costs", schema: costsResponse },
    errors: READ_ERRORS,
  },
  {
    method: "post",
    path: "/api/v1/costs/import",
    summary:
      "Takes a FOCUS file, plain or gzipped, in the place of what was known of its bills. Needs the role editor or admin",
    security,
    query: costImportParams,
    body: [
      { mediaType: "text/csv", schema: file },
      { mediaType: "application/gzip", schema: file },
    ],
    response: { name: "CostImport", schema: costImport },
    success: 201,
    errors: [400, 401, 403, 413, 415, 429, 503],
  },
  {
    method: "get",
    path: "/api/v1/costs/import/{importId}",
    summary: "What an import did",
    security,
    pathParams: z.object({ importId: z.string() }),
    response: { name: "CostImport", schema: costImport },
    errors: [400, 401, 403, 404, 429, 503],
  },
  ...COST_SOURCE_OPERATIONS,
];
