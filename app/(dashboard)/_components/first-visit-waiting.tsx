import { Card, CardHeader } from "@/components/ui/card.tsx";
import { StatusIcon } from "@/components/ui/status-icon.tsx";
import type { FirstVisitModel } from "@/lib/view/first-visit.ts";
import { CodeBlock, Prose } from "./first-visit-code.tsx";

/** What has arrived since the start, and what was refused and why. */
export function WaitingCard({ model }: { model: FirstVisitModel }) {
  const { received, addresses, refusals } = model;
  return (
    <Card>
      <CardHeader title="Waiting" note="this page changes by itself" />
      <p className="flex items-baseline gap-2 border-b border-line px-4 py-3" aria-live="polite">
        <span className="text-22 font-semibold">{received.count}</span>
        <span className="text-12 text-text-2">{received.since}</span>
      </p>
      <ul className="border-b border-line px-4 py-3 text-12">
        {addresses.map(({ label, address }) => (
          <li key={label} className="flex items-center gap-2 py-0.5">
            <span
              className={`size-2 rounded-full ${address === null ? "border border-line-strong" : "bg-accent"}`}
              aria-hidden
            />
            {label}
            <span className="ml-auto text-text-3">
              {address === null ? "turned off" : "listening"}
            </span>
          </li>
        ))}
      </ul>
      {refusals.length === 0 ? (
        <p className="flex items-center gap-2 px-4 py-3 text-12">
          <StatusIcon status="ok" label={null} />
          Nothing refused
        </p>
      ) : (
        <ul className="px-4 py-2 text-12">
          {refusals.map(({ reason, count, lastAgo }) => (
            <li key={reason} className="flex items-start gap-2 py-1.5">
              <StatusIcon status="warning" label={null} className="mt-px" />
              <span className="min-w-0 flex-1 break-words">
                {reason}
                <span className="block text-text-3">last {lastAgo}</span>
              </span>
              <span className="font-medium">{count}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

type QuietProps = { probe: string; filled: readonly string[]; keyRequired: boolean };

/** What to look at when nothing arrives. */
export function QuietCard({ probe, filled, keyRequired }: QuietProps) {
  return (
    <Card>
      <CardHeader title="If it stays quiet" />
      <div className="space-y-4 p-4">
        <div className="space-y-2">
          <h3 className="text-13 font-medium">Does anything reach this server?</h3>
          <Prose text="It answers `200`, and the count above grows." />
          <CodeBlock title="Shell" purpose="A request to try" text={probe} filled={filled} />
        </div>
        <div className="space-y-1">
          <h3 className="text-13 font-medium">Another machine, or a container?</h3>
          <Prose
            text={
              keyRequired
                ? "Use an address of this machine that it can reach: inside a container `localhost` is the container itself."
                : "This server listens to this machine alone: inside a container `localhost` is the container itself. Start Headroom with `OTLP_HOST=0.0.0.0` and `HEADROOM_ADMIN_KEY`, send to this machine’s own address, with that key."
            }
          />
        </div>
        <div className="space-y-1">
          <h3 className="text-13 font-medium">An exporter that speaks gRPC?</h3>
          <Prose text="It needs the gRPC address, or `OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf` for the HTTP one." />
        </div>
        <div className="space-y-1">
          <h3 className="text-13 font-medium">Has it been used?</h3>
          <Prose text="A service appears with its first request, and SDKs send in batches: call it once, then wait for the next batch." />
        </div>
      </div>
    </Card>
  );
}
