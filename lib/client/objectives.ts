import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import {
  objective,
  objectiveResponse,
  type objectiveSpec,
  objectivesResponse,
} from "@/lib/contract/objectives.ts";
import { fetchAnswer, send, sendJson } from "./query-client.ts";

/** A budget of weeks changes slowly. */
const LOOK_MS = 30_000;
const pathOf = (id: string): string => `/api/v1/objectives/${encodeURIComponent(id)}`;

/** Every objective with what is left of its budgets. */
export const objectivesQuery = () =>
  queryOptions({
    queryKey: ["objectives"],
    queryFn: ({ signal }) =>
      fetchAnswer({ path: "/api/v1/objectives", schema: objectivesResponse, signal }),
    refetchInterval: LOOK_MS,
  });

/** One objective with the course of its budgets. */
export const objectiveQuery = (id: string) =>
  queryOptions({
    queryKey: ["objectives", id],
    queryFn: ({ signal }) => fetchAnswer({ path: pathOf(id), schema: objectiveResponse, signal }),
    refetchInterval: LOOK_MS,
  });

type Body = z.input<typeof objectiveSpec>;

/** Makes an objective; with an id, changes that one as a whole. */
export const saveObjective = ({ id, body }: { id: string | null; body: Body }) =>
  sendJson({
    method: id === null ? "POST" : "PUT",
    path: id === null ? "/api/v1/objectives" : pathOf(id),
    body,
    schema: objective,
  });

/** Deletes an objective; alerts of its budget are resolved. */
export const deleteObjective = (id: string) => send({ method: "DELETE", path: pathOf(id) });
