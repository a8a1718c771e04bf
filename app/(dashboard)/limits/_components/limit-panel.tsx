"use client";

import { Sparkline } from "@/components/charts/sparkline.tsx";
import { ConcernPanel, PanelSection } from "@/components/concern/concern-panel.tsx";
import { type PanelLine, PanelList } from "@/components/concern/panel-list.tsx";
import type { LimitsResponse } from "@/lib/contract/limits.ts";
import { type Formatted, formatCount, formatRatio } from "@/lib/view/format.ts";
import type { LimitRow } from "@/lib/view/limits.ts";

type Props = { row: LimitRow; keys: LimitsResponse["busiestKeys"]; onClose: () => void };

const plain = (value: number | null): Formatted => ({
  value: formatCount(value === null ? null : Math.round(value)),
  unit: "",
});

const linesOf = ({ totals }: LimitRow): PanelLine[] => [
  ["Rejected", plain(totals.rejected)],
  ["Share rejected", formatRatio(totals.rejectedRatio)],
  ["Allowed", plain(totals.allowed)],
  ["Queued now", plain(totals.queued)],
  ["Had to wait", plain(totals.delayed)],
  ["Permits left", plain(totals.permits)],
];

/** One policy on one route, and the keys that it refused most. */
export function LimitPanel({ row, keys, onClose }: Props) {
  const { key } = row.group;
  const own = keys.filter(
    ({ policy, service, namespace, environment }) =>
      policy === key.policy &&
      service === key.service &&
      namespace === key.namespace &&
      environment === key.environment,
  );
  return (
    <ConcernPanel title={row.name} of={key} onClose={onClose}>
      <PanelList lines={linesOf(row)} />
      <PanelSection title="Rejected per second">
        <Sparkline values={row.rejected} width={368} height={40} />
      </PanelSection>
      <PanelSection title="Busiest rejected keys">
        {own.length === 0 ? (
          <p className="text-text-2">No key was reported.</p>
        ) : (
          <ul className="space-y-1" aria-label="Busiest rejected keys">
            {own.map(({ keyHash, rejected }) => (
              <li key={keyHash} className="flex justify-between gap-4">
                <code>{keyHash}</code>
                <span>{formatCount(Math.round(rejected))} rejected</span>
              </li>
            ))}
          </ul>
        )}
      </PanelSection>
    </ConcernPanel>
  );
}
