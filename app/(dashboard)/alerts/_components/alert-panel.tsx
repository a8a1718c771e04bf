"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { PanelSection } from "@/components/concern/concern-panel.tsx";
import { useZone } from "@/components/frame/preferences.tsx";
import { SidePanel } from "@/components/ui/side-panel.tsx";
import { StatusIcon, statusText } from "@/components/ui/status-icon.tsx";
import { channelsQuery } from "@/lib/client/channels.ts";
import type { AlertRule } from "@/lib/contract/alert-rules.ts";
import type { Alert } from "@/lib/contract/alerts.ts";
import { channelWords } from "@/lib/view/alert-routes.ts";
import type { AlertRow } from "@/lib/view/alerts.ts";
import { formatDuration, formatTime } from "@/lib/view/time-format.ts";
import { AlertActions } from "./alert-actions.tsx";
import { AlertChart } from "./alert-chart.tsx";

type Props = {
  row: AlertRow;
  /** Every alert that is known: what a silence would hide besides. */
  rows: readonly AlertRow[];
  /** Undefined: it was deleted, or the alert is of an objective. */
  rule: AlertRule | undefined;
  onClose: () => void;
};

/** One alert at the side: how it stands, what was told of it, and what one can do. */
export function AlertPanel({ row, rows, rule, onClose }: Props) {
  const { alert, status, word, value, limit, durationMs } = row;
  const zone = useZone();
  const at = (text: string) => formatTime(Date.parse(text), zone, "full");
  return (
    <SidePanel open onClose={onClose} title={alert.ruleName} note={row.about}>
      <div className="space-y-4 p-4 text-13">
        <p className="flex flex-wrap items-center gap-2">
          <StatusIcon status={status} label={word} />
          <span className={`text-15 font-semibold ${statusText(status)}`}>{value}</span>
          <span className="text-text-2">
            {limit} · {word} · {alert.severity}
          </span>
        </p>
        <p className="text-text-2">
          Since {at(alert.since)}, for {formatDuration(durationMs)}
          {alert.resolvedAt && `, until ${at(alert.resolvedAt)}`}
          {alert.resolvedBecause && ` (${alert.resolvedBecause})`}.
        </p>
        <AlertActions alert={alert} rows={rows} />
        {rule && <AlertChart alert={alert} rule={rule} />}
        {row.link && (
          <p>
            <Link href={row.link} className="text-accent underline-offset-2 hover:underline">
              Look at it where it happened
            </Link>
          </p>
        )}
        <Care alert={alert} at={at} />
        <Told alert={alert} at={at} />
        <PanelSection title="Labels">
          <dl className="grid grid-cols-[auto_1fr] gap-x-3 font-mono text-12">
            {present(row.labels).map(([name, text]) => (
              <div key={name} className="contents">
                <dt className="text-text-3">{name}</dt>
                <dd className="break-all">{text}</dd>
              </div>
            ))}
          </dl>
        </PanelSection>
      </div>
    </SidePanel>
  );
}

type PartProps = { alert: Alert; at: (text: string) => string };

/** Who looks after it, or why it is quiet. */
function Care({ alert: { acknowledged, mutedBy }, at }: PartProps) {
  if (!acknowledged && !mutedBy) return null;
  const quiet = { silence: "Silenced", maintenance: "In maintenance", inhibition: "Hidden by" };
  return (
    <PanelSection title="Care">
      {acknowledged && (
        <p className="break-words">
          {acknowledged.by} looks after it since {at(acknowledged.at)}
          {acknowledged.expiresAt && `, until ${at(acknowledged.expiresAt)}`}
          {acknowledged.note && `: ${acknowledged.note}`}
        </p>
      )}
      {mutedBy && (
        <p className="break-words">
          {[quiet[mutedBy.kind], mutedBy.name].filter(Boolean).join(": ")}
        </p>
      )}
    </PanelSection>
  );
}

function Told({ alert: { notifiedAt, channelIds }, at }: PartProps) {
  const channels = useQuery(channelsQuery()).data?.channels ?? [];
  const names = new Map(channels.map(({ id, name }) => [id, name]));
  return (
    <PanelSection title="Told">
      <p className="break-words">
        {notifiedAt === null
          ? "Nobody was told."
          : `${channelWords(channelIds, names)}, first ${at(notifiedAt)}`}
      </p>
    </PanelSection>
  );
}

/** A label without a value is none. */
const present = (labels: Record<string, string>): [string, string][] =>
  Object.entries(labels).filter(([, text]) => text !== "");
