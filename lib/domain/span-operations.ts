import type { ServiceKey } from "./service.ts";

/** Concerns that spans tell of which are no requests; `n-plus-one` is a finding about several of them. */
export const OPERATION_CONCERNS = ["databases", "caches", "events", "n-plus-one"] as const;
export type OperationConcern = (typeof OPERATION_CONCERNS)[number];

/** Names and values; an empty value means "not given". */
export type Dimensions = Readonly<Record<string, string>>;

/**
 * What a span did that is no request. `target`: what a row of the concern's page is (databases: system, database,
 * datasource, server, access; caches: cache, layer, result; events: system, destination, consumerGroup, operation;
 * n-plus-one: system, statement, route). `detail`: what only a detail tells (databases: statement, operation,
 * collection).
 */
export type SpanOperation = {
  concern: OperationConcern;
  target: Dimensions;
  detail: Dimensions;
};

/** An operation series: an operation of a service and one of its instances. */
export type OperationIdentity = SpanOperation & { service: ServiceKey; instance: string };
