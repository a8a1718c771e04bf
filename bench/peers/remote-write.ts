import type { RequestSeries } from "@/lib/aggregate/request-series.ts";
import { ProtobufWriter } from "../ingest/protobuf-writer.ts";
import { METRIC } from "./questions.ts";

/** The SDKs' default bounds of request durations, in seconds: what a peer gets from a service that changed nothing. */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const LITERAL_BYTES = 65_536;

/** The classic histogram of one series: its counters and the samples that have not been pushed yet. */
export class ClassicHistogram {
  private readonly buckets = new Float64Array(BOUNDS.length + 1);
  private readonly labels: Buffer[];
  private sum = 0;
  private count = 0;
  private readonly pending: { timeMs: number; values: Float64Array }[] = [];

  constructor(series: RequestSeries) {
    const named = (name: string, more: Record<string, string>) =>
      labelFields({ __name__: name, ...labelsOf(series), ...more });
    this.labels = [
      ...BOUNDS.map((bound) => named(`${METRIC}_bucket`, { le: String(bound) })),
      named(`${METRIC}_bucket`, { le: "+Inf" }),
      named(`${METRIC}_count`, {}),
      named(`${METRIC}_sum`, {}),
    ];
  }

  record(samples: Float64Array): void {
    for (const value of samples) {
      let at = 0;
      while (at < BOUNDS.length && value > (BOUNDS[at] ?? 0)) at++;
      this.buckets[at] = (this.buckets[at] ?? 0) + 1;
      this.sum += value;
    }
    this.count += samples.length;
  }

  /** Takes the counters as they stand, as a scrape at `timeMs` (Unix ms) would. */
  scrape(timeMs: number): void {
    const values = new Float64Array(this.labels.length);
    let below = 0;
    for (let i = 0; i < this.buckets.length; i++) {
      below += this.buckets[i] ?? 0;
      values[i] = below;
    }
    values[this.buckets.length] = this.count;
    values[this.buckets.length + 1] = this.sum;
    this.pending.push({ timeMs, values });
  }

  /** Appends what was scraped as `TimeSeries`, and forgets it. Returns the number of samples. */
  take(request: ProtobufWriter): number {
    for (const [i, labels] of this.labels.entries()) {
      const one = new ProtobufWriter();
      one.append(labels);
      for (const { timeMs, values } of this.pending) one.bytes(2, sample(values[i] ?? 0, timeMs));
      request.bytes(1, one.finish());
    }
    const samples = this.pending.length * this.labels.length;
    this.pending.length = 0;
    return samples;
  }
}

const labelsOf = ({ dimensions }: RequestSeries): Record<string, string> => {
  const { service, route, method, status, instance } = dimensions;
  return { service, route, method, status, instance };
};

/** Labels in order of their names, as the protocol asks. */
function labelFields(labels: Record<string, string>): Buffer {
  const writer = new ProtobufWriter();
  for (const [name, value] of Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const label = new ProtobufWriter();
    label.text(1, name);
    label.text(2, value);
    writer.bytes(1, label.finish());
  }
  return writer.finish();
}

const SAMPLE = Buffer.alloc(17);

/** A Sample: its value as a double, its time as a varint; valid until the next call. */
function sample(value: number, timeMs: number): Buffer {
  SAMPLE[0] = 0x09;
  SAMPLE.writeDoubleLE(value, 1);
  SAMPLE[9] = 0x10;
  let at = 10;
  let rest = timeMs;
  while (rest > 127) {
    SAMPLE[at++] = (rest % 128) | 128;
    rest = Math.floor(rest / 128);
  }
  SAMPLE[at++] = rest;
  return SAMPLE.subarray(0, at);
}

/** The Snappy block format with literals only: valid, and as large as it was. */
export function asSnappy(content: Buffer): Buffer {
  const parts: Buffer[] = [];
  const head: number[] = [];
  for (let rest = content.length; ; rest = Math.floor(rest / 128)) {
    head.push(rest > 127 ? (rest % 128) | 128 : rest);
    if (rest <= 127) break;
  }
  parts.push(Buffer.from(head));
  for (let at = 0; at < content.length; at += LITERAL_BYTES) {
    const literal = content.subarray(at, at + LITERAL_BYTES);
    const last = literal.length - 1;
    parts.push(Buffer.from([0xf4, last & 255, last >> 8]), literal);
  }
  return Buffer.concat(parts);
}

/** Pushes a remote-write request. Throws on any refusal. */
export async function remoteWrite(url: string, body: Buffer): Promise<void> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/x-protobuf",
      "content-encoding": "snappy",
      "x-prometheus-remote-write-version": "0.1.0",
    },
    body: new Uint8Array(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url}: ${response.status} ${text}`);
}
