import { z } from "zod";
import { INCIDENT_NAMES } from "./incident-names.mjs";

export const serviceName = z.enum(["gateway", "orders", "users", "email", "payments"]);
export type ServiceName = z.infer<typeof serviceName>;

/** Where each service's ready instances listen; base URLs. */
const peers = z.record(serviceName, z.array(z.string()));
export type Peers = z.infer<typeof peers>;

export const NO_PEERS: Peers = { gateway: [], orders: [], users: [], email: [], payments: [] };

/** From the launcher to a process, over the IPC channel. */
export const command = z.discriminatedUnion("type", [
  z.object({ type: z.literal("peers"), peers }),
  z.object({ type: z.literal("incident"), name: z.enum(INCIDENT_NAMES), active: z.boolean() }),
]);
export type Command = z.infer<typeof command>;

/** From a process to the launcher: it listens there now. */
export const ready = z.object({ type: z.literal("ready"), url: z.string() });
export type Ready = z.infer<typeof ready>;
