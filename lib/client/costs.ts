import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { budgetStored, budgetsResponse, type NewBudget } from "@/lib/contract/cost-budgets.ts";
import { costsResponse } from "@/lib/contract/costs.ts";
import { fetchAnswer, type Params, send, sendJson, toSearch } from "./query-client.ts";

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
