import { journeyParams } from "@/lib/contract/journey.ts";
import { queryJourney } from "@/lib/query/journey.ts";
import { apiRoute } from "@/lib/web/http.ts";

export const GET = apiRoute(
  "GET /api/v1/scaling/journey",
  { query: journeyParams },
  ({ query, nowMs }) => queryJourney(query, nowMs),
);
