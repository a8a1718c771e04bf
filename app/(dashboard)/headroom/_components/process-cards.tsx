"use client";

import type { ReactNode } from "react";
import { useNow } from "@/components/frame/now.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import type { HeadroomResponse } from "@/lib/contract/headroom.ts";
import {
  formatCount,
  formatMs,
  formatQuantity,
  formatRatio,
  joined,
  UNKNOWN,
} from "@/lib/view/format.ts";
import { writeBytes } from "@/lib/view/headroom-condition.ts";
import { formatAgo, formatDuration } from "@/lib/view/time-format.ts";
import { SmallTable } from "./small-table.tsx";

type Props = { answer: HeadroomResponse };

/** What jobs do, and what the process uses. */
export function ProcessCards({ answer }: Props) {
  return (
    <div className="grid gap-4 desk:grid-cols-2">
      <Jobs answer={answer} />
      <Commits answer={answer} />
      <Threads answer={answer} />
      <Pools answer={answer} />
    </div>
  );
}

type Fact = { name: string; value: ReactNode };

function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="divide-y divide-line text-13">
      {facts.map(({ name, value }) => (
        <div key={name} className="flex items-center justify-between gap-4 px-4 py-2">
          <dt className="text-text-2">{name}</dt>
          <dd className="text-right">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const ms = (value: number | null | undefined) => joined(formatMs(value ?? null));

function Jobs({ answer: { jobs } }: Props) {
  const nowMs = useNow(10_000);
  const ago = (at: string | null | undefined) => (at ? formatAgo(Date.parse(at), nowMs) : UNKNOWN);
  const { slots } = jobs;
  const facts: Fact[] = [
    { name: "Oldest arrival beside the tiers", value: formatDuration(jobs.foldLagMs) },
    {
      name: "Last fold",
      value: jobs.fold
        ? `${ago(jobs.lastFoldAt)}, takes ${ms(jobs.fold.p50Ms)}`
        : ago(jobs.lastFoldAt),
    },
    {
      name: "Arrival slots",
      value: `${slots.open} open, ${slots.sealed} sealed, ${slots.folded} folded, ${slots.free} free`,
    },
    ...(jobs.packer
      ? [
          {
            name: "Minutes packed",
            value: `${formatCount(jobs.packer.packedRows)} rows, last ${ago(jobs.packer.lastAt)}`,
          },
        ]
      : []),
    ...(jobs.retention
      ? [
          {
            name: "Partitions dropped",
            value: `${formatCount(jobs.retention.droppedPartitions)}, last look ${ago(jobs.retention.lastAt)}`,
          },
        ]
      : []),
  ];
  return (
    <Card>
      <CardHeader title="Jobs" note="what is not in the tiers yet is read beside them" />
      <Facts facts={facts} />
    </Card>
  );
}

function Commits({ answer: { intake, process, startedAt, version } }: Props) {
  const nowMs = useNow(10_000);
  const { commits, spool } = intake;
  const facts: Fact[] = [
    {
      name: "Group commits",
      value: commits
        ? `${formatCount(commits.count)}, p50 ${ms(commits.p50Ms)}, p99 ${ms(commits.p99Ms)}`
        : UNKNOWN,
    },
    {
      name: "Bodies in one commit",
      value: commits?.bodies == null ? UNKNOWN : formatQuantity(commits.bodies),
    },
    {
      name: "Waiting on disk",
      value: spool ? `${writeBytes(spool.bytes)} of ${writeBytes(spool.mostBytes)}` : UNKNOWN,
    },
    {
      name: "Process",
      value: `version ${version}, since ${formatDuration(nowMs - Date.parse(startedAt))}`,
    },
    {
      name: "Memory and CPU",
      value: `${writeBytes(process.rssBytes)}, ${formatQuantity(process.cpuCores)} cores`,
    },
    { name: "Questions over their rate limit", value: formatCount(process.rateLimited) },
  ];
  return (
    <Card>
      <CardHeader title="Commits and process" note="of the process that answered" />
      <Facts facts={facts} />
    </Card>
  );
}

function Threads({ answer: { process } }: Props) {
  return (
    <Card>
      <CardHeader title="Threads" note="over the last second" />
      <SmallTable
        label="Threads"
        heads={["Thread", "Busy", "Delay p50", "Delay p99", "Heap", "Collecting"]}
        rows={process.threads.map((thread) => ({
          id: thread.thread,
          cells: [
            thread.thread,
            joined(formatRatio(thread.eventLoopUtilisation)),
            ms(thread.eventLoopDelayP50Ms),
            ms(thread.eventLoopDelayP99Ms),
            `${writeBytes(thread.heapUsedBytes)} of ${writeBytes(thread.heapLimitBytes)}`,
            joined(formatRatio(thread.gcShare)),
          ],
        }))}
        empty="No thread has told yet."
      />
    </Card>
  );
}

function Pools({ answer: { process } }: Props) {
  return (
    <Card>
      <CardHeader title="Pools and caches" note="connections to Postgres; what is kept in memory" />
      <SmallTable
        label="Connection pools"
        heads={["Pool", "In use", "Idle", "Waiting", "Most"]}
        rows={process.pools.map((pool) => ({
          id: `${pool.thread} ${pool.name}`,
          trouble: pool.waiting > 0,
          cells: [
            `${pool.name}, ${pool.thread}`,
            formatCount(pool.used),
            formatCount(pool.idle),
            formatCount(pool.waiting),
            formatCount(pool.max),
          ],
        }))}
        empty="No pool has told yet."
      />
      {process.caches.length > 0 && (
        <SmallTable
          label="Caches"
          heads={["Cache", "Hits", "Misses", "Evicted", "Entries"]}
          rows={process.caches.map((cache) => ({
            id: `${cache.name} ${cache.layer}`,
            cells: [
              `${cache.name}, ${cache.layer}`,
              formatCount(cache.hits),
              formatCount(cache.misses),
              formatCount(cache.evictions),
              formatCount(cache.entries),
            ],
          }))}
          empty=""
        />
      )}
    </Card>
  );
}
