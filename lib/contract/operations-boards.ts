import { z } from "zod";
import {
  boardChange,
  boardExport,
  boardImportParams,
  boardImportResponse,
  boardResponse,
  boardRestore,
  boardsResponse,
  boardVersionsResponse,
  newBoard,
} from "./boards.ts";
import { type Operation, READ_ERRORS } from "./operation.ts";
import { newView, savedView, viewChange, viewsResponse } from "./views.ts";

const boardPath = z.object({ boardId: z.string() });
const viewPath = z.object({ viewId: z.string() });
const security = "key-or-session" as const;
const json = (schema: z.ZodType) => [{ mediaType: "application/json", schema }];
const board = { name: "Board", schema: boardResponse };
const view = { name: "View", schema: savedView };
const ONE_ERRORS = [400, 401, 403, 404, 429, 503] as const;
const BODY_ERRORS = [400, 401, 403, 413, 415, 429, 503] as const;
const CHANGE_ERRORS = [400, 401, 403, 404, 409, 413, 415, 429, 503] as const;

/** Boards of charts. */
const BOARD_OPERATIONS: readonly Operation[] = [
  {
    method: "get",
    path: "/api/v1/boards",
    summary: "Boards for everybody and one's own",
    security,
    response: { name: "Boards", schema: boardsResponse },
    errors: READ_ERRORS,
  },
  {
    method: "post",
    path: "/api/v1/boards",
    summary: "Makes a board",
    security,
    body: json(newBoard),
    response: board,
    success: 201,
    errors: BODY_ERRORS,
  },
  {
    method: "post",
    path: "/api/v1/boards/import",
    summary:
      "Makes a board of an exported one, or of a Grafana dashboard as far as it can be mapped",
    security,
    query: boardImportParams,
    body: json(z.looseObject({})),
    response: { name: "BoardImport", schema: boardImportResponse },
    success: 201,
    errors: BODY_ERRORS,
  },
  {
    method: "get",
    path: "/api/v1/boards/{boardId}",
    summary: "One board",
    security,
    pathParams: boardPath,
    response: board,
    errors: ONE_ERRORS,
  },
  {
    method: "put",
    path: "/api/v1/boards/{boardId}",
    summary: "Saves a board over the version that it was made from",
    security,
    pathParams: boardPath,
    body: json(boardChange),
    response: board,
    errors: CHANGE_ERRORS,
  },
  {
    method: "delete",
    path: "/api/v1/boards/{boardId}",
    summary: "Deletes a board and its versions",
    security,
    pathParams: boardPath,
    success: 204,
    errors: ONE_ERRORS,
  },
  {
    method: "get",
    path: "/api/v1/boards/{boardId}/versions",
    summary: "What each save of a board changed, newest first",
    security,
    pathParams: boardPath,
    response: { name: "BoardVersions", schema: boardVersionsResponse },
    errors: ONE_ERRORS,
  },
  {
    method: "post",
    path: "/api/v1/boards/{boardId}/restore",
    summary: "Saves an older version of a board as its newest",
    security,
    pathParams: boardPath,
    body: json(boardRestore),
    response: board,
    errors: CHANGE_ERRORS,
  },
  {
    method: "get",
    path: "/api/v1/boards/{boardId}/export",
    summary: "A board as a file that import takes",
    security,
    pathParams: boardPath,
    response: { name: "BoardExport", schema: boardExport },
    errors: ONE_ERRORS,
  },
];

/** Addresses of pages under a name. */
const VIEW_OPERATIONS: readonly Operation[] = [
  {
    method: "get",
    path: "/api/v1/views",
    summary: "Saved views for everybody and one's own",
    security,
    response: { name: "Views", schema: viewsResponse },
    errors: READ_ERRORS,
  },
  {
    method: "post",
    path: "/api/v1/views",
    summary: "Saves the address of a page under a name",
    security,
    body: json(newView),
    response: view,
    success: 201,
    errors: BODY_ERRORS,
  },
  {
    method: "put",
    path: "/api/v1/views/{viewId}",
    summary: "Renames a saved view, or changes where it leads or who sees it",
    security,
    pathParams: viewPath,
    body: json(viewChange),
    response: view,
    errors: [...ONE_ERRORS, 413, 415],
  },
  {
    method: "delete",
    path: "/api/v1/views/{viewId}",
    summary: "Deletes a saved view",
    security,
    pathParams: viewPath,
    success: 204,
    errors: ONE_ERRORS,
  },
];

/** Boards and saved views. */
export const BOARDS_AND_VIEWS: readonly Operation[] = [...BOARD_OPERATIONS, ...VIEW_OPERATIONS];
