import type { Origin } from "./origin.ts";
import { RequestCell } from "./request-cell.ts";
import type { RequestSeries, RequestSeriesRegistry } from "./request-series.ts";

/**
 * The request cells of one group commit: bodies that share a transaction share cells. Presence ("this service
 * reported in this bucket") is a cell without requests in a series of its own.
 */
export class RequestGroup {
  private readonly cells = new Map<RequestSeries, RequestCell[]>();
  private readonly presence = new Map<bigint, Set<number>>();
  private lastPresent: Origin | null = null;
  private lastBucket = -1;
  /** Names of the services that reported. */
  readonly services = new Set<string>();

  constructor(
    private readonly registry: RequestSeriesRegistry,
    private readonly receivedMs: number,
  ) {}

  /** The cell of a series in a bucket. */
  cell(series: RequestSeries, bucket: number): RequestCell {
    let cells = this.cells.get(series);
    if (!cells) {
      cells = [];
      this.cells.set(series, cells);
    }
    for (const cell of cells) if (cell.bucket === bucket) return cell;
    if (bucket < series.firstBucket) series.firstBucket = bucket;
    const cell = new RequestCell(series, bucket);
    cells.push(cell);
    return cell;
  }

  /** Notes that the service of an origin reported in a bucket. */
  markPresent(origin: Origin, bucket: number): void {
    if (origin === this.lastPresent && bucket === this.lastBucket) return;
    this.lastPresent = origin;
    this.lastBucket = bucket;
    let buckets = this.presence.get(origin.serviceId);
    if (!buckets) {
      buckets = new Set();
      this.presence.set(origin.serviceId, buckets);
      this.services.add(origin.service.service);
    }
    if (buckets.has(bucket)) return;
    buckets.add(bucket);
    const dimensions = {
      ...origin.service,
      route: "",
      method: "",
      status: "",
      instance: "",
      version: "",
    };
    this.cell(this.registry.find(dimensions, "none", this.receivedMs / 1000), bucket);
  }

  /** Every cell, in no particular order. */
  *all(): Generator<RequestCell> {
    for (const cells of this.cells.values()) yield* cells;
  }

  /** The cells of each service and source together; each under one of its series. */
  perService(): Iterable<RequestCell> {
    const merged = new Map<bigint, Map<number, RequestCell>>();
    for (const cell of this.all()) {
      const { series, bucket } = cell;
      const ofService = merged.get(series.tierId) ?? new Map<number, RequestCell>();
      merged.set(series.tierId, ofService);
      const known = ofService.get(bucket) ?? new RequestCell(series, bucket);
      ofService.set(bucket, known);
      known.addCell(cell);
    }
    return [...merged.values()].flatMap((ofService) => [...ofService.values()]);
  }
}
