/** The thing that was asked for does not exist. Answered with 404. */
export class NotFoundError extends Error {
  override name = "NotFoundError";
}

/** The body is of a kind that this address does not take. Answered with 415. */
export class UnsupportedMediaTypeError extends Error {
  override name = "UnsupportedMediaTypeError";
}

/** The body is longer than this address takes. Answered with 413. */
export class TooLargeError extends Error {
  override name = "TooLargeError";
}

/** It clashes with what is stored. Answered with 409. */
export class ConflictError extends Error {
  override name = "ConflictError";
}

/** Too many requests of this principal. Answered with 429 and Retry-After. */
export class RateLimitedError extends Error {
  override name = "RateLimitedError";
  constructor(
    readonly retryAfterSeconds: number,
    /** What the answer says of the budget. */
    readonly headers: Record<string, string> = {},
  ) {
    super(`Too many requests: try again in ${retryAfterSeconds} s`);
  }
}

/** What is needed for the answer is away. Answered with 503 and Retry-After. */
export class UnavailableError extends Error {
  override name = "UnavailableError";
}
