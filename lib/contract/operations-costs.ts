import { z } from "zod";
import {
  BILL_MEDIA_TYPES,
  costImport,
  costImportParams,
  costsParams,
  costsResponse,
} from "./costs.ts";
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
      "Takes a bill (FOCUS, or an export of AWS, Azure or Google Cloud; CSV, plain or gzipped, or Parquet) in the place of what was known of its bills. Needs the role editor or admin",
    security,
    query: costImportParams,
    body: BILL_MEDIA_TYPES.map((mediaType) => ({ mediaType, schema: file })),
    response: { name: "CostImport", schema: costImport },
    success: 201,
    accepted: "It is long, or `Prefer: respond-async` was sent: ask for the import by its id",
    errors: [400, 401, 403, 413, 415, 429, 503],
  },
  {
    method: "get",
    path: "/api/v1/costs/import/{importId}",
    summary: "What an import did, or how far it is",
    security,
    pathParams: z.object({ importId: z.string() }),
    response: { name: "CostImport", schema: costImport },
    errors: [400, 401, 403, 404, 429, 503],
  },
  ...COST_SOURCE_OPERATIONS,
];
