"use client";

import { SidePanel } from "@/components/ui/side-panel.tsx";
import type { LimitsResponse } from "@/lib/contract/limits.ts";
import { formatCount, formatRatio, joined } from "@/lib/view/format.ts";
import type { LimitRow } from "@/lib/view/limits.ts";

type Props = { row: LimitRow; keys: LimitsResponse["busiestKeys"]; onClose: () => void };

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
  const { allowed, rejected, rejectedRatio, queued } = row.totals;
  return (
    <SidePanel
      open
      onClose={onClose}
      title={row.name}
      note={[key.service, key.namespace, key.environment].filter(Boolean).join(", ")}
    >
      <div className="space-y-3 p-4 text-13">
        <p>
          {formatCount(rejected)} rejected ({joined(formatRatio(rejectedRatio))}),{" "}
          {formatCount(allowed)} allowed, {formatCount(queued)} queued.
        </p>
        <h3 className="font-semibold">Busiest rejected keys</h3>
        {own.length === 0 ? (
          <p className="text-text-2">No key was reported.</p>
        ) : (
          <ul className="space-y-1" aria-label="Busiest rejected keys">
            {own.map(({ keyHash, rejected: refused }) => (
              <li key={keyHash} className="flex justify-between gap-4">
                <code>{keyHash}</code>
                <span>{formatCount(refused)} rejected</span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </SidePanel>
  );
}
