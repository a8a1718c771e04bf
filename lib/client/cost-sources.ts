import { queryOptions } from "@tanstack/react-query";
import {
  type CostSourcesResponse,
  costSource,
  costSourcesResponse,
  type NewCostSource,
} from "@/lib/contract/cost-sources.ts";
import { type CostImportAnswer, costImport } from "@/lib/contract/costs.ts";
import { errorResponse } from "@/lib/contract/error.ts";
import { ApiError, fetchAnswer, send, sendJson, toSearch } from "./query-client.ts";

const PATH = "/api/v1/costs/sources";
const pathOf = (source: string) => `${PATH}/${encodeURIComponent(source)}`;

/** While something is being read the page wants to know how that goes. */
const BUSY_MS = 3_000;
const CALM_MS = 30_000;

const isBusy = ({ sources, folder }: CostSourcesResponse): boolean =>
  sources.some(({ state }) => state === "running" || state === "waiting") ||
  folder.files.some(({ state }) => state === "waiting" || state === "reading");

/** Where costs come from, and how that goes. */
export const costSourcesQuery = () =>
  queryOptions({
    queryKey: ["costs", "sources"],
    queryFn: ({ signal }) => fetchAnswer({ path: PATH, schema: costSourcesResponse, signal }),
    refetchInterval: ({ state }) => (state.data && isBusy(state.data) ? BUSY_MS : CALM_MS),
  });

/** Stores a source: a new one, or the one with this name as a whole. */
export const saveCostSource = ({ isNew, given }: { isNew: boolean; given: NewCostSource }) => {
  const { source, ...changed } = given;
  return isNew
    ? sendJson({ method: "POST", path: PATH, body: given, schema: costSource })
    : sendJson({ method: "PUT", path: pathOf(source), body: changed, schema: costSource });
};

export const deleteCostSource = (source: string) =>
  send({ method: "DELETE", path: pathOf(source) });

export const runCostSource = (source: string) =>
  sendJson({ method: "POST", path: `${pathOf(source)}/run`, schema: costSource });

/** How far an import is; asked again until it has ended. */
export const costImportQuery = (id: string) =>
  queryOptions({
    queryKey: ["costs", "import", id],
    queryFn: ({ signal }) =>
      fetchAnswer({ path: `/api/v1/costs/import/${id}`, schema: costImport, signal }),
    refetchInterval: ({ state }) => (state.data && state.data.state !== "running" ? false : 1_000),
  });

type Upload = {
  file: File;
  source: string;
  /** Told as bytes leave the browser: of all, 0 to 1. */
  onSent: (ratio: number) => void;
  signal: AbortSignal;
};

/** Sends a bill; `fetch` tells nothing of what was sent, so the older way is used. Throws `ApiError`. */
export function uploadBill({ file, source, onSent, signal }: Upload): Promise<CostImportAnswer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/v1/costs/import${toSearch({ source })}`);
    request.setRequestHeader("content-type", mediaTypeOf(file.name));
    request.upload.onprogress = ({ loaded, total }) => onSent(total > 0 ? loaded / total : 0);
    request.onerror = () => reject(new ApiError(0, "unreachable", "This server does not answer"));
    request.onabort = () => reject(new ApiError(0, "aborted", "It was called off"));
    request.onload = () => {
      const answer = parsedAnswer(request);
      if (answer instanceof ApiError) reject(answer);
      else resolve(answer);
    };
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

function parsedAnswer({ status, responseText }: XMLHttpRequest): CostImportAnswer | ApiError {
  const body = parseJson(responseText);
  const done = costImport.safeParse(body);
  if (status < 300 && done.success) return done.data;
  const failed = errorResponse.safeParse(body);
  if (!failed.success) return new ApiError(status, "unexpected", `The server answered ${status}`);
  const { code, message, field } = failed.data.error;
  return new ApiError(status, code, message.replace(/^body: /, ""), field ?? null);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function mediaTypeOf(name: string): string {
  if (/\.parquet$/i.test(name)) return "application/vnd.apache.parquet";
  return /\.gz$/i.test(name) ? "application/gzip" : "text/csv";
}
