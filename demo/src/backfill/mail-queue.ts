/** The queue of order confirmations of the past: a table, before there was a bus. */
export const MAIL_QUEUE = "order-confirmations";

const queueAttributes = {
  "messaging.system": "postgresql",
  "messaging.destination.name": MAIL_QUEUE,
};

export const publishAttributes = {
  ...queueAttributes,
  "messaging.operation.name": "send",
  "messaging.operation.type": "send",
};

export const processAttributes = {
  ...queueAttributes,
  "messaging.operation.name": "process",
  "messaging.operation.type": "process",
  "messaging.consumer.group.name": "email",
};
