"use client";

import clsx from "clsx";
import { SidePanel } from "@/components/ui/side-panel.tsx";
import { Value } from "@/components/ui/value.tsx";
import type { ScalingFigures, ScalingMember } from "@/lib/contract/scaling.ts";
import { formatCount, formatMs, formatRatio, joined, UNKNOWN } from "@/lib/view/format.ts";
import { formulaText } from "@/lib/view/scaling.ts";
import { type ScalingRow, skewText } from "@/lib/view/scaling-rows.ts";
import { formatDuration, formatTime } from "@/lib/view/time-format.ts";

type Props = { row: ScalingRow; zone: string; onClose: () => void };

const REPLICAS: readonly (readonly [string, keyof ScalingFigures])[] = [
  ["Current", "current"],
  ["Desired", "desired"],
  ["Minimum", "minimum"],
  ["Maximum", "maximum"],
  ["Restarts in this range", "restartIncrease"],
  ["Restarts since its pods began", "restarts"],
  ["Requests", "requestCount"],
  ["Open connections", "connections"],
];

/** One service, autoscaler, deployment or load balancer: its figures, its instances, and the formula's working. */
export function ScalingPanel({ row, zone, onClose }: Props) {
  const { totals, members, key } = row.group;
  const known = REPLICAS.filter(([, figure]) => totals[figure] !== null);
  return (
    <SidePanel open onClose={onClose} title={row.name} note={row.note}>
      <div className="space-y-4 p-4 text-13">
        {row.trouble && <p className="font-medium">{row.trouble}</p>}
        <dl className="grid grid-cols-1">
          {known.map(([label, figure]) => (
            <Line key={figure} label={label} value={formatCount(totals[figure])} />
          ))}
          {totals.pinnedSeconds !== null && (
            <Line label="At the maximum" value={formatDuration(totals.pinnedSeconds * 1_000)} />
          )}
        </dl>
        {key.kind === "autoscaler" && <Formula row={row} />}
        {members.length > 0 && <Members row={row} zone={zone} />}
      </div>
    </SidePanel>
  );
}

function Line({ label, value }: { label: string; value: string }) {
  return (
    <div className="flex justify-between border-b border-grid py-1">
      <dt className="text-text-3">{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Formula({ row }: { row: ScalingRow }) {
  const text = formulaText(row.group);
  return (
    <section>
      <h3 className="font-semibold">What the formula asks for</h3>
      {text === null ? (
        <p className="text-text-2">Not known: what it scales by, or its target, is not reported.</p>
      ) : (
        <>
          <p className="mt-1 rounded-2 bg-surface-2 p-2 font-mono text-12">{text}</p>
          <p className="mt-1 text-12 text-text-3">
            ceil(current × value / target), by {row.group.formula?.metric}
          </p>
        </>
      )}
    </section>
  );
}

const WEIGHTS = {
  metric: "Weights as the load balancer tells them.",
  resource: "Weights as the instances tell them.",
  assumed: "No weight is told: equal weights are assumed.",
} as const;

function Members({ row, zone }: { row: ScalingRow; zone: string }) {
  const { members, weightsFrom } = row.group;
  return (
    <section aria-label="Instances">
      <h3 className="font-semibold">{members.length === 1 ? "Its instance" : "Instances"}</h3>
      {weightsFrom && <p className="text-12 text-text-2">{WEIGHTS[weightsFrom]}</p>}
      <ul className="mt-2 space-y-3">
        {members.map((member) => (
          <Member
            key={member.instance}
            member={member}
            zone={zone}
            stands={member === row.culprit}
          />
        ))}
      </ul>
    </section>
  );
}

function Member({
  member,
  zone,
  stands,
}: {
  member: ScalingMember;
  zone: string;
  stands: boolean;
}) {
  const { weight, share, expectedShare, requestCount, p95Ms, errorRatio } = member;
  return (
    <li className={clsx("rounded-2 border p-2", stands ? "border-warning" : "border-line")}>
      <div className="flex justify-between gap-2">
        <span className="truncate font-medium" title={member.instance}>
          {member.instance}
        </span>
        <span className="whitespace-nowrap text-text-3">weight {formatCount(weight)}</span>
      </div>
      <ShareBar share={share} expected={expectedShare} />
      <p className="text-12 text-text-2">
        {formatCount(requestCount)} requests, {joined(formatRatio(share))} where{" "}
        {joined(formatRatio(expectedShare))} is due
        {expectedShare === null ? "" : ` (${skewText(member)})`}
      </p>
      <p className="text-12 text-text-2">
        p95 <Value figure={formatMs(p95Ms)} />, {joined(formatRatio(errorRatio))} errors
      </p>
      <Stretches label="Slow" found={member.slow} zone={zone} />
      <Stretches label="Uneven" found={member.uneven} zone={zone} />
    </li>
  );
}

/** What it got as a bar, what was due as a line. */
function ShareBar({ share, expected }: { share: number | null; expected: number | null }) {
  return (
    <span aria-hidden className="relative my-1.5 block h-2 rounded-1 bg-surface-2">
      {share !== null && (
        <span
          className="absolute inset-y-0 left-0 rounded-1 bg-accent"
          style={{ width: `${share * 100}%` }}
        />
      )}
      {expected !== null && (
        <span
          className="absolute -inset-y-0.5 w-0.5 bg-text"
          style={{ left: `${expected * 100}%` }}
        />
      )}
    </span>
  );
}

function Stretches({
  label,
  found,
  zone,
}: {
  label: string;
  found: ScalingMember["slow"];
  zone: string;
}) {
  if (found.length === 0) return null;
  const told = found.map(({ from, to }) =>
    [from, to].map((at) => formatTime(Date.parse(at), zone)).join("–"),
  );
  return (
    <p className="text-12 text-warning">
      {label}: {told.join(", ") || UNKNOWN}
    </p>
  );
}
