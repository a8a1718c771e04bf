import type { RequestSeries } from "@/lib/aggregate/request-series.ts";
import { ProtobufWriter } from "../ingest/protobuf-writer.ts";
import type { ExactAnswer } from "./exact.ts";
import type { Ours } from "./ours.ts";
import type { Peer } from "./peer.ts";
import { HISTORY_SECONDS } from "./questions.ts";
import { asSnappy, ClassicHistogram, remoteWrite } from "./remote-write.ts";
import { SampleSource } from "./samples.ts";

const MINUTE = 60;
const HOUR = 3_600;
/** Prometheus refuses samples that are an hour older than its newest: half an hour goes at once. */
const PUSH_SECONDS = 1_800;

export type Load = {
  ours: Ours;
  peers: readonly Peer[];
  series: readonly RequestSeries[];
  exact: readonly ExactAnswer[];
  /** Unix seconds, a whole hour. */
  end: number;
};

/** Gives everyone the same seven days, minute by minute: each sample is made once. */
export async function loadWeek({ ours, peers, series, exact, end }: Load): Promise<void> {
  const source = new SampleSource();
  const histograms = series.map((one) => new ClassicHistogram(one));
  const start = end - HISTORY_SECONDS;
  for (const histogram of histograms) histogram.scrape(start * 1000);
  for (let minute = start; minute < end; minute += MINUTE) {
    for (const [i, one] of series.entries()) {
      const samples = source.next(i, minute);
      ours.seeder.add({ id: one.id, bucket: minute, samples });
      for (const answer of exact) answer.add(one.dimensions.service, minute, samples);
      histograms[i]?.record(samples);
      // A scrape at the end of the minute sees it whole.
      histograms[i]?.scrape((minute + MINUTE) * 1000);
    }
    const next = minute + MINUTE;
    if (next % PUSH_SECONDS === 0) await push(histograms, peers);
    if (next % HOUR === 0) await ours.seeder.flushHour();
  }
  for (const answer of exact) answer.finish();
}

async function push(
  histograms: readonly ClassicHistogram[],
  peers: readonly Peer[],
): Promise<void> {
  const request = new ProtobufWriter();
  for (const histogram of histograms) histogram.take(request);
  const body = asSnappy(request.finish());
  await Promise.all(peers.map((peer) => remoteWrite(peer.writeUrl, body)));
}
