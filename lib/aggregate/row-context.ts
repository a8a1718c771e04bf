import type { InstrumentationScope, Resource } from "@/lib/decode/otlp-messages.ts";
import type { AcceptanceWindow } from "./acceptance.ts";
import type { Origin } from "./origin.ts";

/** How the identity of a resource and scope is found; called once for each scope of a body. */
export type OriginOf = (
  resource: Resource | undefined,
  scope: InstrumentationScope | undefined,
) => Origin;

/** What rows need to know beyond the body. */
export type RowContext = { originOf: OriginOf; acceptance: AcceptanceWindow };
