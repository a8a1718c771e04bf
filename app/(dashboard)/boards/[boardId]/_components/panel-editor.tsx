"use client";

import { TextArea, TextField } from "@/components/ui/form-field.tsx";
import { SidePanel } from "@/components/ui/side-panel.tsx";
import type { BoardPanel } from "@/lib/domain/boards.ts";
import type { ChartSpec } from "@/lib/domain/chart-spec.ts";
import { ConcernFields } from "./concern-fields.tsx";
import { CostsFields } from "./costs-fields.tsx";
import { LogsFields } from "./logs-fields.tsx";
import { MetricsFields } from "./metrics-fields.tsx";
import { HeatFields, RequestsFields } from "./requests-fields.tsx";

type Props = {
  panel: BoardPanel;
  onChange: (panel: BoardPanel) => void;
  onClose: () => void;
};

/** What a panel is called and what it asks; the board shows each change at once. */
export function PanelEditor({ panel, onChange, onClose }: Props) {
  return (
    <SidePanel open onClose={onClose} title="Panel" note={KINDS[panel.chart.kind]}>
      <div className="space-y-4 p-4">
        <TextField
          label="Title"
          value={panel.title}
          maxLength={200}
          onChange={(event) => onChange({ ...panel, title: event.target.value })}
        />
        <ChartFields chart={panel.chart} onChange={(chart) => onChange({ ...panel, chart })} />
      </div>
    </SidePanel>
  );
}

const KINDS: Record<ChartSpec["kind"], string> = {
  requests: "Requests",
  requestHeatmap: "Latency heatmap",
  metrics: "Metrics",
  logs: "Log records by severity",
  concern: "Caches, breakers and other concerns",
  costs: "Costs of bills",
  text: "Text",
};

function ChartFields({
  chart,
  onChange,
}: {
  chart: ChartSpec;
  onChange: (chart: ChartSpec) => void;
}) {
  switch (chart.kind) {
    case "requests":
      return <RequestsFields chart={chart} onChange={onChange} />;
    case "requestHeatmap":
      return <HeatFields chart={chart} onChange={onChange} />;
    case "metrics":
      return <MetricsFields chart={chart} onChange={onChange} />;
    case "logs":
      return <LogsFields chart={chart} onChange={onChange} />;
    case "concern":
      return <ConcernFields chart={chart} onChange={onChange} />;
    case "costs":
      return <CostsFields chart={chart} onChange={onChange} />;
    case "text":
      return (
        <TextArea
          label="Text"
          rows={10}
          maxLength={10_000}
          value={chart.text}
          onChange={(event) => onChange({ ...chart, text: event.target.value })}
        />
      );
  }
}
