import type { LiveEvent } from "@/lib/contract/live.ts";
import type { IngestFigures, ThreadFigures } from "@/lib/domain/headroom.ts";
import type { IngestStats } from "@/lib/domain/intake.ts";
import type { AnonymousPrincipal, KeyPrincipal } from "@/lib/domain/principal.ts";
import type { Signal } from "./ingest-item.ts";
import type { OtlpAnswer } from "./otlp-http.ts";

/** A body that came to the web port and passed its door there. */
export type WebBody = {
  signal: Signal;
  contentType: string;
  contentEncoding: string;
  body: Uint8Array;
  keyId: string;
  idempotencyKey?: string;
};

/** From the server's thread to the ingest thread. */
export type ToWorker =
  | { kind: "body"; id: number; body: WebBody }
  | { kind: "refused"; signal: Signal; reason: string }
  | { kind: "principal"; id: number; principal: KeyPrincipal | AnonymousPrincipal | null };

/** From the ingest thread to the server's thread. */
export type FromWorker =
  | { kind: "answer"; id: number; answer: OtlpAnswer }
  | { kind: "who"; id: number; authorization: string }
  | { kind: "changed"; services: string[]; signals: LiveEvent["signals"] }
  | { kind: "stats"; stats: IngestStats; figures: IngestReport };

/** What the ingest thread tells of itself once a second; new durations in milliseconds, a thousand at most. */
export type IngestReport = {
  ingest: IngestFigures;
  thread: ThreadFigures;
  newLagsMs: number[];
  newCommitsMs: number[];
};
