import { OperationGroup } from "@/lib/aggregate/operation-group.ts";
import type { RequestGroup } from "@/lib/aggregate/request-group.ts";
import type { RequestPoint } from "@/lib/aggregate/request-metrics.ts";
import { UserGroup } from "@/lib/aggregate/user-group.ts";
import type { LogRecordRow } from "@/lib/domain/logs.ts";
import type { MetricPointRow, MetricSeriesRow } from "@/lib/domain/metrics.ts";
import { CopyEncoder } from "@/lib/store/copy-binary.ts";
import { SpanAttributeRows } from "@/lib/store/span-attribute-rows.ts";
import { GroupTally } from "./ingest-counts.ts";

/** Everything that the bodies of one transaction bring. */
export class IngestGroup {
  readonly spans = new CopyEncoder();
  readonly spanAttributes = new SpanAttributeRows();
  /** Start of each kept span in Unix seconds: the partitions that must exist. */
  readonly spanSeconds = new Set<number>();
  readonly metricSeries = new Map<bigint, MetricSeriesRow>();
  readonly metricPoints: MetricPointRow[] = [];
  readonly requestPoints: RequestPoint[] = [];
  readonly logs: LogRecordRow[] = [];
  /** Spans of others, and those of them that are kept. */
  receivedSpans = 0;
  keptSpans = 0;
  readonly operations = new OperationGroup();
  readonly users = new UserGroup();
  readonly tally = new GroupTally();
  /** Attribute values that were cut. */
  cut = 0;

  constructor(readonly requests: RequestGroup) {}

  /** What open pages may want to read again. */
  signals(): ("requests" | "traces" | "logs" | "metrics")[] {
    const found: ("requests" | "traces" | "logs" | "metrics")[] = [];
    if (this.receivedSpans > 0 || this.requestPoints.length > 0) found.push("requests");
    if (this.spans.rows > 0) found.push("traces");
    if (this.logs.length > 0) found.push("logs");
    if (this.metricPoints.length > 0) found.push("metrics");
    return found;
  }
}
