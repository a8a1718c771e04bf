import type { Attributes } from "@opentelemetry/api";

/** The queue of order confirmations: the table `shop.mail_queue`. */
export const MAIL_QUEUE = "order-confirmations";

const queueAttributes: Attributes = {
  "messaging.system": "postgresql",
  "messaging.destination.name": MAIL_QUEUE,
};

export const publishAttributes: Attributes = {
  ...queueAttributes,
  "messaging.operation.name": "send",
  "messaging.operation.type": "send",
};

export const processAttributes: Attributes = {
  ...queueAttributes,
  "messaging.operation.name": "process",
  "messaging.operation.type": "process",
  "messaging.consumer.group.name": "email",
};
