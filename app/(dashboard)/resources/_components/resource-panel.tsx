"use client";

import { Sparkline } from "@/components/charts/sparkline.tsx";
import { ConcernPanel, PanelSection } from "@/components/concern/concern-panel.tsx";
import { type PanelLine, PanelList } from "@/components/concern/panel-list.tsx";
import { type Formatted, formatMs, formatRatio } from "@/lib/view/format.ts";
import type { ResourceRow } from "@/lib/view/resources.ts";
import { unitFormat } from "@/lib/view/unit-format.ts";

const bytes = unitFormat("By").write;
const bytesPerSecond = unitFormat("By/s").write;
const cores = (value: number | null): Formatted => ({
  value: value === null ? "–" : value.toFixed(2),
  unit: value === null ? "" : "cores",
});

/** What is used, by what it is of; what is not reported stays "–". */
const partsOf = ({ figures: of }: ResourceRow): [title: string, lines: PanelLine[]][] => [
  [
    "CPU",
    [
      ["Of its limit", formatRatio(of.cpuUtilization)],
      ["In use", cores(of.cpuCores)],
      ["Of the host", formatRatio(of.hostCpuUtilization)],
    ],
  ],
  [
    "Memory",
    [
      ["In use", bytes(of.memoryUsageBytes)],
      ["Of its limit", formatRatio(of.memoryUtilization)],
      ["Of the host", formatRatio(of.hostMemoryUtilization)],
      ["Heap", bytes(of.heapUsedBytes)],
      ["Heap limit", bytes(of.heapLimitBytes)],
    ],
  ],
  [
    "Runtime",
    [
      ["Event loop", formatRatio(of.eventLoopUtilization)],
      ["Loop delay p99", formatMs(of.eventLoopDelayP99Ms)],
      ["GC per second", formatMs(of.gcMsPerSecond)],
    ],
  ],
  [
    "Disk and network",
    [
      ["Read", bytesPerSecond(of.diskReadBytesPerSecond)],
      ["Written", bytesPerSecond(of.diskWriteBytesPerSecond)],
      ["Busiest disk", formatRatio(of.diskUtilization)],
      ["Fullest file system", formatRatio(of.filesystemUtilization)],
      ["Received", bytesPerSecond(of.networkReceiveBytesPerSecond)],
      ["Sent", bytesPerSecond(of.networkTransmitBytesPerSecond)],
    ],
  ],
];

const CONDITIONS = {
  saturated: "A limit was used above its threshold for most of the range.",
  idle: "It hardly used its CPU.",
  ok: "It was neither short of anything nor idle.",
  unknown: "Too little is reported to tell whether it is short of anything.",
} as const;

/** One host, container or instance with all that it reports. */
export function ResourcePanel({ row, onClose }: { row: ResourceRow; onClose: () => void }) {
  return (
    <ConcernPanel title={row.label} of={row.key} onClose={onClose}>
      <p className="text-text-2">
        {row.key.host && `On ${row.key.host}. `}
        {CONDITIONS[row.condition ?? "unknown"]}
      </p>
      <Sparkline values={row.cpu} width={368} height={40} />
      {partsOf(row).map(([title, lines]) => (
        <PanelSection key={title} title={title}>
          <PanelList lines={lines} />
        </PanelSection>
      ))}
    </ConcernPanel>
  );
}
