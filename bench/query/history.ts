import { addBucket, emptyDistribution, encodeDistribution } from "@/lib/aggregate/distribution.ts";
import { sketchIndex } from "@/lib/aggregate/latency-sketch.ts";
import { Random } from "../random.ts";

const VARIANTS = 32;
const MEDIAN_SECONDS = 0.04;

/** What a series with one request a second did while some seconds passed. */
export type Figures = {
  count: number;
  errors: number;
  sumSeconds: number;
  maxSeconds: number;
  sketch: Buffer;
};

/** Figures with realistic sketches, from a fixed random source; made once for each number of requests and reused. */
export class FigureSource {
  private readonly random = new Random(20_261_124);
  private readonly made = new Map<number, Figures[]>();

  /** Figures of `requests` requests; 0: mere presence. */
  next(requests: number): Figures {
    let variants = this.made.get(requests);
    if (!variants) {
      const size = requests === 0 ? 1 : VARIANTS;
      variants = Array.from({ length: size }, () => this.make(requests));
      this.made.set(requests, variants);
    }
    const chosen = variants[this.random.below(variants.length)];
    if (!chosen) throw new Error("no figures were made");
    return chosen;
  }

  /** Sixteen random bytes. */
  traceId(): Buffer {
    const id = Buffer.alloc(16);
    for (let at = 0; at < 16; at += 4) id.writeUInt32BE(this.random.bits(), at);
    return id;
  }

  private make(requests: number): Figures {
    const distribution = emptyDistribution();
    const figures = { count: requests, errors: 0, sumSeconds: 0, maxSeconds: 0 };
    for (let n = 0; n < requests; n++) {
      const seconds = this.random.latency(MEDIAN_SECONDS);
      addBucket(distribution, sketchIndex(seconds), 1);
      figures.sumSeconds += seconds;
      figures.maxSeconds = Math.max(figures.maxSeconds, seconds);
      if (this.random.unit() < 0.01) figures.errors++;
    }
    return { ...figures, sketch: encodeDistribution(distribution) };
  }
}
