import { queryOptions } from "@tanstack/react-query";
import {
  type BoardChange,
  boardImportResponse,
  boardResponse,
  boardsResponse,
  boardVersionsResponse,
  type NewBoard,
} from "@/lib/contract/boards.ts";
import type { Visibility } from "@/lib/domain/ownership.ts";
import { fetchAnswer, send, sendJson } from "./query-client.ts";

const pathOf = (id: string): string => `/api/v1/boards/${encodeURIComponent(id)}`;

/** Where a board can be downloaded as a file. */
export const boardExportPath = (id: string): string => `${pathOf(id)}/export`;

/** Every board that the reader may see, by name. */
export const boardsQuery = () =>
  queryOptions({
    queryKey: ["boards"],
    queryFn: ({ signal }) =>
      fetchAnswer({ path: "/api/v1/boards", schema: boardsResponse, signal }),
  });

/** One board with what it shows, as it is now. Throws `ApiError`. */
export const fetchBoard = (id: string, signal?: AbortSignal) =>
  fetchAnswer({ path: pathOf(id), schema: boardResponse, ...(signal ? { signal } : {}) });

/** One board with what it shows. */
export const boardQuery = (id: string) =>
  queryOptions({
    queryKey: ["boards", id],
    queryFn: ({ signal }) => fetchBoard(id, signal),
  });

/** The saves of a board, newest first. */
export const boardVersionsQuery = (id: string) =>
  queryOptions({
    queryKey: ["boards", id, "versions"],
    queryFn: ({ signal }) =>
      fetchAnswer({ path: `${pathOf(id)}/versions`, schema: boardVersionsResponse, signal }),
  });

/** Makes a board; what is left out takes its default. */
export const createBoard = (body: Partial<NewBoard> & Pick<NewBoard, "name">) =>
  sendJson({ method: "POST", path: "/api/v1/boards", body, schema: boardResponse });

/** Saves a board over the version that `change` was made from; `ApiError` 409 says what others saved since. */
export const saveBoard = (id: string, change: BoardChange) =>
  sendJson({ method: "PUT", path: pathOf(id), body: change, schema: boardResponse });

/** Deletes a board for good. */
export const deleteBoard = (id: string) => send({ method: "DELETE", path: pathOf(id) });

/** Makes an older version the newest. */
export const restoreBoard = (id: string, version: number) =>
  sendJson({
    method: "POST",
    path: `${pathOf(id)}/restore`,
    body: { version },
    schema: boardResponse,
  });

type Import = { format: "headroom" | "grafana"; visibility: Visibility; json: unknown };

/** Makes a board of an exported one or of a Grafana dashboard, and says what of it was left. */
export const importBoard = ({ format, visibility, json }: Import) =>
  sendJson({
    method: "POST",
    path: "/api/v1/boards/import",
    params: { format, visibility },
    body: json,
    schema: boardImportResponse,
  });
