/** What one attribute list may hold; the rest is cut and counted. */
export type AttributeLimits = {
  /** UTF-8 bytes of one string (also of a key), bytes of one byte string. */
  valueBytes: number;
  /** Levels of lists and maps in one value; a plain value has none. */
  nesting: number;
  attributes: number;
  /** Elements of one list or map inside a value. */
  items: number;
  /** All of it together, in bytes of about its protobuf encoding. */
  totalBytes: number;
};

export const ATTRIBUTE_LIMITS: AttributeLimits = {
  valueBytes: 4_096,
  nesting: 8,
  attributes: 128,
  items: 64,
  totalBytes: 65_536,
};

/** A log record's body, which may be a long stack trace. */
export const LOG_BODY_LIMITS: AttributeLimits = { ...ATTRIBUTE_LIMITS, valueBytes: 32_768 };

/** A kept span's own message: its size, and the attribute lists of the span, its events and its links. */
export const SPAN_LIMITS = { messageBytes: 65_536, events: 128, links: 128 } as const;

/**
 * What reading one body may build. A body of 20 MiB can name ten million empty messages of two bytes; an honest one
 * has some ten bytes a value.
 */
export const BODY_LIMITS = {
  values: 2_000_000,
  /** Instrumentation scopes of a trace body. */
  scopes: 100_000,
  anyValueNesting: 32,
  groupNesting: 100,
} as const;
