import {
  type AlertRoutingResponse,
  alertRoutingSpec,
  type NewAlertRouting,
  type RoutePreview,
  type RoutePreviewParams,
} from "@/lib/contract/alert-routes.ts";
import { ParameterError } from "@/lib/contract/time.ts";
import { parseLabels } from "@/lib/domain/alert-label-text.ts";
import { type AlertRouting, DEFAULT_ROUTING, destinationsOf } from "@/lib/domain/alert-routing.ts";
import { ConflictError } from "@/lib/domain/problem.ts";
import { primaryReadPool, writePool } from "@/lib/platform/db.ts";
import {
  type StoredRouting,
  saveAlertRouting,
  selectAlertRouting,
} from "@/lib/store/alert-routing.ts";
import { selectChannelNames } from "@/lib/store/channel-names.ts";
import type { Queryable } from "@/lib/store/queryable.ts";
import type { Asking } from "./boards.ts";

/** The routing as it is now, or as it comes. */
export async function loadAlertRouting(client: Queryable): Promise<AlertRouting> {
  const stored = await selectAlertRouting(client);
  return stored === null ? DEFAULT_ROUTING : alertRoutingSpec.parse(stored.spec);
}

const toResponse = (stored: StoredRouting | null): AlertRoutingResponse => ({
  ...(stored === null ? DEFAULT_ROUTING : alertRoutingSpec.parse(stored.spec)),
  version: stored?.version ?? 0,
  updatedAt: stored === null ? null : new Date(stored.updatedMs).toISOString(),
  updatedBy: stored?.updatedBy ?? null,
});

/** Where alerts go. */
export const queryAlertRoutes = async (): Promise<AlertRoutingResponse> =>
  toResponse(await selectAlertRouting(primaryReadPool()));

/** Replaces the routing. Throws `ParameterError` for channels that do not exist, `ConflictError`. */
export async function changeAlertRoutes(
  { version, ...spec }: NewAlertRouting,
  { author, nowMs }: Asking,
): Promise<AlertRoutingResponse> {
  await requireChannels(spec);
  const pool = writePool();
  const known = version ?? (await selectAlertRouting(pool))?.version ?? 0;
  const saved = await saveAlertRouting(pool, { version: known, spec, nowMs, by: author.name });
  if (!saved) throw new ConflictError("Somebody else has changed the routes: load them again");
  return toResponse({ version: known + 1, spec, updatedMs: nowMs, updatedBy: author.name });
}

async function requireChannels({ routes, root }: AlertRouting): Promise<void> {
  const names = await selectChannelNames(primaryReadPool());
  const check = (path: string, channelIds: readonly string[]) => {
    const wrong = channelIds.find((id) => !names.has(id));
    if (wrong === undefined) return;
    throw new ParameterError(path, `${path}: there is no channel with the id ${wrong}`);
  };
  routes.forEach(({ channelIds }, at) => {
    check(`routes.${at}.channelIds`, channelIds);
  });
  check("root.channelIds", root.channelIds);
}

/** Takes a channel that is being deleted out of every route. */
export async function forgetRoutedChannel(channelId: string, asking: Asking): Promise<void> {
  const stored = await selectAlertRouting(writePool());
  if (stored === null || !JSON.stringify(stored.spec).includes(channelId)) return;
  const { routes, root, inhibitions } = alertRoutingSpec.parse(stored.spec);
  const without = <Telling extends { channelIds: string[] }>(telling: Telling): Telling => ({
    ...telling,
    channelIds: telling.channelIds.filter((id) => id !== channelId),
  });
  const changed = { routes: routes.map(without), root: without(root), inhibitions };
  await changeAlertRoutes(changed, asking);
}

/** Where an alert of some labels would go. Throws `ParameterError`. */
export async function previewRoute({ labels }: RoutePreviewParams): Promise<RoutePreview> {
  const parsed = parseLabels(labels);
  if (parsed === null) throw new ParameterError("labels", "labels: use NAME=VALUE,NAME=VALUE");
  const routing = await loadAlertRouting(primaryReadPool());
  const destinations = destinationsOf(routing, { labels: parsed, channelIds: [] });
  return {
    labels: parsed,
    destinations: destinations.map((one) => ({ ...one, groupLabels: { ...one.groupLabels } })),
  };
}
