import { dehydrate } from "@tanstack/react-query";
import { alertRulesQuery, alertsQuery } from "@/lib/client/alerts.ts";
import { makeQueryClient } from "@/lib/client/query-client.ts";
import { alertsParams } from "@/lib/contract/alerts.ts";
import { authorise } from "@/lib/domain/permissions.ts";
import type { Principal } from "@/lib/domain/principal.ts";
import { queryAlertRules } from "@/lib/query/alert-rules.ts";
import { queryAlerts } from "@/lib/query/alerts.ts";

/** Reads alerts and rules on the server, for the first paint. A failure is left to the browser, which says why. */
export async function prefetchAlerts(principal: Principal) {
  authorise(principal, "telemetry:read", { concern: "alerts" });
  authorise(principal, "config:read", { concern: "alerts" });
  const client = makeQueryClient();
  const nowMs = Date.now();
  await Promise.all([
    client.prefetchQuery({
      ...alertsQuery(),
      queryFn: () => queryAlerts(alertsParams.parse({}), nowMs),
      retry: false,
    }),
    client.prefetchQuery({
      ...alertRulesQuery(),
      queryFn: () => queryAlertRules(),
      retry: false,
    }),
  ]);
  return dehydrate(client);
}
