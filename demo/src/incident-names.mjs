// @ts-check
/**
 * What can go wrong in the shop. Plain JavaScript, because the command line checks a name before anything is built.
 * `n-plus-one-release` is a release of orders; the others are conditions inside services, the load or a database.
 */
export const INCIDENT_NAMES = /** @type {const} */ ([
  "slow-endpoint",
  "error-burst",
  "n-plus-one-release",
  "cache-flush",
  "breaker-trip",
  "replica-lag",
  "pool-exhaustion",
  "limit-storm",
  "dead-letter",
  "slow-instance",
]);
