/** What makes a service one service: staging never merges with production. Empty strings mean "not given". */
export type ServiceKey = { namespace: string; service: string; environment: string };

/** The service of telemetry whose resource has no `service.name`, as the specification asks of SDKs. */
export const UNKNOWN_SERVICE = "unknown_service";

/** Headroom's own service name in its own telemetry. */
export const SELF_SERVICE = "headroom";

/** One string per service, safe as a map key and stable across processes. */
export const serviceKeyText = (key: ServiceKey): string =>
  JSON.stringify([key.namespace, key.service, key.environment]);
