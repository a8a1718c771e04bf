import { z } from "zod";
import {
  alertRoutingResponse,
  newAlertRouting,
  routePreview,
  routePreviewParams,
} from "./alert-routes.ts";
import {
  channel,
  channelsResponse,
  deliveriesParams,
  deliveriesResponse,
  deliveryAccepted,
  newChannel,
} from "./channels.ts";
import { type Operation, READ_ERRORS } from "./operation.ts";

const security = "key-or-session" as const;
const channelPath = z.object({ channelId: z.string() });
const accepted = { name: "DeliveryAccepted", schema: deliveryAccepted };
const routing = { name: "AlertRouting", schema: alertRoutingResponse };
const ONE_ERRORS = [400, 401, 403, 404, 429, 503] as const;

/** Where notifications go, and what became of them. */
export const CHANNELS: readonly Operation[] = [
  {
    method: "get",
    path: "/api/v1/channels",
    summary: "Every channel for notifications, without its secrets",
    security,
    response: { name: "Channels", schema: channelsResponse },
    errors: READ_ERRORS,
  },
  {
    method: "post",
    path: "/api/v1/channels",
    summary: "Makes a channel: a webhook, Slack, Microsoft Teams, PagerDuty or e-mail",
    security,
    body: [{ mediaType: "application/json", schema: newChannel }],
    response: { name: "Channel", schema: channel },
    success: 201,
    errors: [400, 401, 403, 413, 415, 429, 503],
  },
  {
    method: "delete",
    path: "/api/v1/channels/{channelId}",
    summary: "Deletes a channel; what waits for it is given up",
    security,
    pathParams: channelPath,
    success: 204,
    errors: ONE_ERRORS,
  },
  {
    method: "post",
    path: "/api/v1/channels/{channelId}/test",
    summary: "Sends a test message; /api/v1/deliveries tells what became of it",
    security,
    pathParams: channelPath,
    response: accepted,
    success: 201,
    errors: ONE_ERRORS,
  },
  {
    method: "get",
    path: "/api/v1/alert-routes",
    summary: "Where alerts go: routes in their order, and the root route",
    security,
    response: routing,
    errors: READ_ERRORS,
  },
  {
    method: "put",
    path: "/api/v1/alert-routes",
    summary: "Replaces the routes",
    security,
    body: [{ mediaType: "application/json", schema: newAlertRouting }],
    response: routing,
    errors: [400, 401, 403, 409, 413, 415, 429, 503],
  },
  {
    method: "get",
    path: "/api/v1/alert-routes/preview",
    summary: "Where an alert of some labels would go, channels of its rule aside",
    security,
    query: routePreviewParams,
    response: { name: "RoutePreview", schema: routePreview },
    errors: READ_ERRORS,
  },
  {
    method: "get",
    path: "/api/v1/deliveries",
    summary: "Messages to channels: waiting, sent and given up",
    security,
    query: deliveriesParams,
    response: { name: "Deliveries", schema: deliveriesResponse },
    errors: READ_ERRORS,
  },
  {
    method: "post",
    path: "/api/v1/deliveries/{deliveryId}/resend",
    summary: "Has a message delivered that was given up",
    security,
    pathParams: z.object({ deliveryId: z.string() }),
    response: accepted,
    success: 201,
    errors: ONE_ERRORS,
  },
];
