import { z } from "zod";
import { CHANNEL_KINDS, MAIL_SECURITIES } from "@/lib/domain/channels.ts";
import { instant } from "./time.ts";

const name = z.string().trim().min(1, "give it a name").max(200);
const address = z
  .url({ protocol: /^https?$/, error: "an address that begins with https:// or http://" })
  .max(2_000)
  .refine((text) => !URL.canParse(text) || new URL(text).username === "", {
    message: "leave user and password out of the address",
  });
const mailbox = z
  .string()
  .min(3)
  .max(320)
  .regex(/^[^\s@<>,;]+@[^\s@<>,;]+$/, "an address such as on-call@example.com");

const PAGERDUTY = "https://events.pagerduty.com/v2/enqueue";

/** A channel as somebody gives it, with its secrets. */
export const newChannel = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("webhook"),
    name,
    url: address,
    secret: z.string().min(8, "at least 8 characters").max(500).optional().meta({
      description:
        "Signs bodies: X-Headroom-Signature: t=UNIX_SECONDS,v1=HMAC-SHA256 of t, a dot and the body, in hex",
    }),
  }),
  z.strictObject({ kind: z.literal("slack"), name, url: address }),
  z.strictObject({ kind: z.literal("teams"), name, url: address }),
  z.strictObject({
    kind: z.literal("pagerduty"),
    name,
    routingKey: z.string().min(8).max(200),
    url: address.default(PAGERDUTY),
  }),
  z.strictObject({
    kind: z.literal("email"),
    name,
    host: z.string().min(1).max(255),
    port: z.number().int().min(1).max(65_535).default(587),
    security: z.enum(MAIL_SECURITIES).default("starttls"),
    user: z.string().max(320).optional(),
    password: z.string().max(1_000).optional(),
    from: mailbox,
    to: z.array(mailbox).min(1, "name somebody").max(50),
  }),
]);
export type NewChannel = z.infer<typeof newChannel>;

/** What of a channel may be shown: secrets never are, nor addresses that are secrets themselves. */
export const channelConfig = z.object({
  url: z.string().optional(),
  hasSecret: z.boolean().optional(),
  host: z.string().optional(),
  port: z.number().optional(),
  security: z.enum(MAIL_SECURITIES).optional(),
  from: z.string().optional(),
  to: z.array(z.string()).optional(),
});

export const channel = channelConfig.extend({
  id: z.string(),
  kind: z.enum(CHANNEL_KINDS),
  name: z.string(),
  createdAt: instant,
  createdBy: z.string(),
  failing: z
    .object({ since: instant, failures: z.number().int(), error: z.string() })
    .nullable()
    .meta({ description: "Since when no message has arrived; null: the last one did" }),
});
export type ChannelResponse = z.infer<typeof channel>;

export const channelsResponse = z.object({ channels: z.array(channel) });
export type ChannelsResponse = z.infer<typeof channelsResponse>;

/** One message to one channel. */
const delivery = z.object({
  id: z.string(),
  channelId: z.string(),
  /** What it is headed by, such as `Firing: Slow requests`. */
  title: z.string(),
  /** How many alerts it tells of. */
  alertCount: z.number().int(),
  state: z.enum(["waiting", "sent", "dead"]),
  attempts: z.number().int(),
  lastError: z.string().nullable(),
  createdAt: instant,
  /** Of a waiting one; null otherwise. */
  nextAttemptAt: instant.nullable(),
  endedAt: instant.nullable(),
});

export const deliveriesParams = z.object({
  channelId: z.string().optional(),
  state: z.enum(["waiting", "sent", "dead"]).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export type DeliveriesParams = z.infer<typeof deliveriesParams>;

/** The newest first. */
export const deliveriesResponse = z.object({ deliveries: z.array(delivery) });
export type DeliveriesResponse = z.infer<typeof deliveriesResponse>;

/** A message that was written down for delivery. */
export const deliveryAccepted = z.object({ id: z.string() });
export type DeliveryAccepted = z.infer<typeof deliveryAccepted>;
