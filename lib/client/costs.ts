import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { costAdviceResponse } from "@/lib/contract/cost-advice.ts";
import { costBridgeResponse } from "@/lib/contract/cost-bridge.ts";
import { budgetStored, budgetsResponse, type NewBudget } from "@/lib/contract/cost-budgets.ts";
import { costConversions } from "@/lib/contract/cost-conversions.ts";
import { costOfServiceResponse } from "@/lib/contract/cost-of-service.ts";
import {
  type CostMapping,
  costMapping,
  costServicesResponse,
} from "@/lib/contract/cost-services.ts";
import { costsResponse } from "@/lib/contract/costs.ts";
import type { ServiceKey } from "@/lib/domain/service.ts";
import { fetchAnswer, type Params, send, sendJson, sendText, toSearch } from "./query-client.ts";

/** Bills change once or twice a day: what was asked is good for five minutes. */
const FRESH_FOR_MS = 300_000;

/** Costs by day or month; by the answer's own parameters. */
export const costsQuery = (question: Params) =>
  queryOptions({
    queryKey: ["costs", "sums", question],
    queryFn: ({ signal }) =>
      fetchAnswer({ path: "/api/v1/costs", params: question, schema: costsResponse, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_FOR_MS,
  });

/** Where the same groups can be downloaded as CSV. */
export const costsExportHref = (question: Params): string =>
  `/api/v1/costs/export${toSearch(question)}`;

/** Budgets of a month, `2026-11`; null: of the last that a bill tells of. */
export const budgetsQuery = (month: string | null) =>
  queryOptions({
    queryKey: ["costs", "budgets", month],
    queryFn: ({ signal }) =>
      fetchAnswer({
        path: "/api/v1/costs/budgets",
        params: { month },
        schema: budgetsResponse,
        signal,
      }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_FOR_MS,
  });

/** Stores a budget: a new one, or the one with this id as a whole. */
export const saveBudget = ({ id, budget }: { id: string | null; budget: NewBudget }) =>
  sendJson({
    method: id === null ? "POST" : "PUT",
    path: id === null ? "/api/v1/costs/budgets" : `/api/v1/costs/budgets/${id}`,
    body: budget,
    schema: budgetStored,
  });

export const deleteBudget = (id: string) =>
  send({ method: "DELETE", path: `/api/v1/costs/budgets/${id}` });

/** What each service cost in a range of days. */
export const costServicesQuery = (question: Params) =>
  queryOptions({
    queryKey: ["costs", "services", question],
    queryFn: ({ signal }) =>
      fetchAnswer({
        path: "/api/v1/costs/services",
        params: question,
        schema: costServicesResponse,
        signal,
      }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_FOR_MS,
  });

/** What one service cost in the last 30 days, day by day. */
export const costOfServiceQuery = (service: ServiceKey) =>
  queryOptions({
    queryKey: ["costs", "service", service],
    queryFn: ({ signal }) =>
      fetchAnswer({
        path: "/api/v1/costs/service",
        params: service,
        schema: costOfServiceResponse,
        signal,
      }),
    staleTime: FRESH_FOR_MS,
  });

/** Why 1,000 requests cost another amount than before. */
export const costBridgeQuery = (question: Params) =>
  queryOptions({
    queryKey: ["costs", "bridge", question],
    queryFn: ({ signal }) =>
      fetchAnswer({
        path: "/api/v1/costs/bridge",
        params: question,
        schema: costBridgeResponse,
        signal,
      }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_FOR_MS,
  });

/** Rules by which lines of a bill are given to services. */
export const costMappingQuery = () =>
  queryOptions({
    queryKey: ["costs", "mapping"],
    queryFn: ({ signal }) =>
      fetchAnswer({ path: "/api/v1/costs/mapping", schema: costMapping, signal }),
    staleTime: FRESH_FOR_MS,
  });

/** Puts rules in the place of all that there were. */
export const saveMapping = (mapping: CostMapping) =>
  sendJson({ method: "PUT", path: "/api/v1/costs/mapping", body: mapping, schema: costMapping });

/** What one unit of a currency is worth in another, from a day on. */
export const conversionsQuery = () =>
  queryOptions({
    queryKey: ["costs", "conversions"],
    queryFn: ({ signal }) =>
      fetchAnswer({ path: "/api/v1/costs/conversions", schema: costConversions, signal }),
  });

/** Puts rates, as CSV, in the place of all that there were. */
export const saveConversions = (text: string) =>
  sendText({
    path: "/api/v1/costs/conversions/import",
    mediaType: "text/csv",
    ...{ text, schema: costConversions },
  });

/** What could be saved, each with its evidence. */
export const costAdviceQuery = (question: Params) =>
  queryOptions({
    queryKey: ["costs", "advice", question],
    queryFn: ({ signal }) =>
      fetchAnswer({
        path: "/api/v1/costs/advice",
        params: question,
        schema: costAdviceResponse,
        signal,
      }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_FOR_MS,
  });

/** Keeps a piece of advice out of sight, or shows it again. */
export const setDismissed = ({ id, isDismissed }: { id: string; isDismissed: boolean }) =>
  send({
    method: isDismissed ? "PUT" : "DELETE",
    path: `/api/v1/costs/advice/${id}/dismissal`,
    ...(isDismissed && { body: {} }),
  });
