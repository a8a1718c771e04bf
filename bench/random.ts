/** A fixed random source: the same seed gives the same numbers on every machine (mulberry32). */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** 32 random bits, unsigned. */
  bits(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** From 0 (inclusive) to 1 (exclusive). */
  unit(): number {
    return this.bits() / 2 ** 32;
  }

  /** A whole number from 0 to `below` (exclusive). */
  below(below: number): number {
    return Math.floor(this.unit() * below);
  }

  /** A latency in seconds: log-normal around `median`, three in a hundred of them ten times longer. */
  latency(median: number): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.unit())) * Math.cos(2 * Math.PI * this.unit());
    const slow = this.unit() < 0.03 ? 10 : 1;
    return median * slow * Math.exp(0.5 * normal);
  }
}
