import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import {
  channel,
  channelsResponse,
  deliveriesResponse,
  deliveryAccepted,
  type newChannel,
} from "@/lib/contract/channels.ts";
import { fetchAnswer, send, sendJson } from "./query-client.ts";

const LOOK_MS = 5_000;

/** Every channel, without its secrets. */
export const channelsQuery = () =>
  queryOptions({
    queryKey: ["channels"],
    queryFn: ({ signal }) =>
      fetchAnswer({ path: "/api/v1/channels", schema: channelsResponse, signal }),
    refetchInterval: LOOK_MS,
  });

/** The newest messages to channels, or those that were given up, and what became of them. */
export const deliveriesQuery = (state: "dead" | null = null) =>
  queryOptions({
    queryKey: ["deliveries", state],
    queryFn: ({ signal }) =>
      fetchAnswer({
        path: "/api/v1/deliveries",
        params: { limit: 50, state },
        schema: deliveriesResponse,
        signal,
      }),
    refetchInterval: LOOK_MS,
  });

/** Makes a channel. */
export const createChannel = (body: z.input<typeof newChannel>) =>
  sendJson({ method: "POST", path: "/api/v1/channels", body, schema: channel });

const pathOf = (id: string): string => `/api/v1/channels/${encodeURIComponent(id)}`;

/** Deletes a channel. */
export const deleteChannel = (id: string) => send({ method: "DELETE", path: pathOf(id) });

/** Sends a test message to a channel. */
export const testChannel = (id: string) =>
  sendJson({ method: "POST", path: `${pathOf(id)}/test`, schema: deliveryAccepted });

/** Has a message delivered that was given up. */
export const resendDelivery = (id: string) =>
  sendJson({
    method: "POST",
    path: `/api/v1/deliveries/${encodeURIComponent(id)}/resend`,
    schema: deliveryAccepted,
  });
