const ARRAYS_AT_ONCE = 256;

/** Arrays of numbers of one length, many in one piece of memory: each by itself takes longer to make than to fill. */
export class NumberPieces {
  private piece = new Float64Array(0);
  private at = 0;

  constructor(private readonly length: number) {}

  take(): Float64Array {
    if (this.at >= this.piece.length) {
      this.piece = new Float64Array(this.length * ARRAYS_AT_ONCE);
      this.at = 0;
    }
    this.at += this.length;
    return this.piece.subarray(this.at - this.length, this.at);
  }
}
