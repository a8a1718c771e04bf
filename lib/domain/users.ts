/**
 * Attributes of a SERVER span that name who is served, the one that is believed first first. A session stands for a
 * user only where no user is named.
 * @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/
 */
export const USER_KEYS = ["enduser.id", "user.id", "enduser.pseudo.id", "session.id"] as const;
export const SESSION_KEY = "session.id" satisfies (typeof USER_KEYS)[number];

export const DAY_SECONDS = 86_400;

/** Start of the UTC day of a second, in Unix seconds. */
export const dayOf = (seconds: number): number => seconds - (seconds % DAY_SECONDS);
