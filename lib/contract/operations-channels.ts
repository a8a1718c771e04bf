import { z } from "zod";
import { acknowledgement, newAcknowledgement } from "./acknowledgements.ts";
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
import { maintenance, maintenancesResponse, newMaintenance } from "./maintenance.ts";
import { type Operation, READ_ERRORS } from "./operation.ts";

const security = "key-or-session" as const;
const channelPath = z.object({ channelId: z.string() });
const accepted = { name: "DeliveryAccepted", schema: deliveryAccepted };
const routing = { name: "AlertRouting", schema: alertRoutingResponse };
const ONE_ERRORS = [400, 401, 403, 404, 429, 503] as const;

const alertPath = z.object({ alertId: z.string() });
const BODY_ERRORS = [400, 401, 403, 413, 415, 429, 503] as const;

/** What keeps alerts quiet beside silences: who looks after them, and maintenance. */
const CARE: readonly Operation[] = [
  {
    method: "post",
    path: "/api/v1/alerts/{alertId}/acknowledgement",
    summary: "Says that somebody looks after an alert: messages about it are not repeated",
    security,
    pathParams: alertPath,
    body: [{ mediaType: "application/json", schema: newAcknowledgement }],
    response: { name: "Acknowledgement", schema: acknowledgement },
    success: 201,
    errors: [...BODY_ERRORS, 404],
  },
  {
    method: "delete",
    path: "/api/v1/alerts/{alertId}/acknowledgement",
    summary: "Takes an acknowledgement back",
    security,
    pathParams: alertPath,
    success: 204,
    errors: ONE_ERRORS,
  },
  {
    method: "get",
    path: "/api/v1/maintenance-windows",
    summary: "Maintenance windows, each with its next time",
    security,
    response: { name: "MaintenanceWindows", schema: maintenancesResponse },
    errors: READ_ERRORS,
  },
  {
    method: "post",
    path: "/api/v1/maintenance-windows",
    summary: "Keeps alerts that match quiet once or every week, by the clocks of a time zone",
    security,
    body: [{ mediaType: "application/json", schema: newMaintenance }],
    response: { name: "MaintenanceWindow", schema: maintenance },
    success: 201,
    errors: BODY_ERRORS,
  },
  {
    method: "delete",
    path: "/api/v1/maintenance-windows/{windowId}",
    summary: "Deletes a maintenance window",
    security,
    pathParams: z.object({ windowId: z.string() }),
    success: 204,
    errors: ONE_ERRORS,
  },
];

/** Where notifications go, and what became of them. */
export const CHANNELS: readonly Operation[] = [
  ...CARE,
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
