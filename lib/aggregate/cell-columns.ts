/** How a column of numbers is written: nothing but zeros, one number for all, or each in 2, 4 or 8 bytes. */
const MODE = { zeros: 0, same: 1, uint16: 2, uint32: 3, double: 4 } as const;

/** Places in a row. */
const MOST_CELLS = 32;
const COLUMNS = 5;

/** Writes the cells of a row column by column. */
export class CellWriter {
  private buffer = Buffer.allocUnsafe(512);
  private at = 0;

  constructor(version: number) {
    this.byte(version);
  }

  private room(bytes: number): void {
    if (this.at + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.at + bytes));
    this.buffer.copy(larger, 0, 0, this.at);
    this.buffer = larger;
  }

  byte(value: number): void {
    this.room(1);
    this.at = this.buffer.writeUInt8(value, this.at);
  }

  uint32(value: number): void {
    this.room(4);
    this.at = this.buffer.writeUInt32LE(value, this.at);
  }

  double(value: number): void {
    this.room(8);
    this.at = this.buffer.writeDoubleLE(value, this.at);
  }

  bytes(value: Buffer): void {
    this.uint32(value.length);
    this.room(value.length);
    this.at += value.copy(this.buffer, this.at);
  }

  /** Which places there are, a bit each. */
  places(slots: readonly number[]): void {
    let bits = 0;
    for (const slot of slots) bits |= 1 << slot;
    this.uint32(bits >>> 0);
  }

  column(values: readonly number[]): void {
    const mode = modeOf(values);
    this.byte(mode);
    const written = mode === MODE.zeros ? [] : mode === MODE.same ? values.slice(0, 1) : values;
    for (const value of written) {
      if (mode === MODE.same || mode === MODE.double) this.double(value);
      else if (mode === MODE.uint32) this.uint32(value);
      else {
        this.room(2);
        this.at = this.buffer.writeUInt16LE(value, this.at);
      }
    }
  }

  finish(): Buffer {
    return Buffer.from(this.buffer.subarray(0, this.at));
  }
}

function modeOf(values: readonly number[]): number {
  const [first = 0] = values;
  if (values.every((value) => Object.is(value, first))) {
    return Object.is(first, 0) ? MODE.zeros : MODE.same;
  }
  const isBelow = (limit: number) =>
    values.every(
      (value) => Number.isInteger(value) && value >= 0 && value < limit && !Object.is(value, -0),
    );
  if (isBelow(2 ** 16)) return MODE.uint16;
  return isBelow(2 ** 32) ? MODE.uint32 : MODE.double;
}

/** Reads what a `CellWriter` wrote; used again for the next row. */
export class CellReader {
  /** How many cells there are, and the place of each. */
  size = 0;
  readonly slots = new Uint8Array(MOST_CELLS);
  /** What `readColumns` reads into. */
  readonly columns = [new32(), new32(), new32(), new32(), new32()] as const;
  private view: DataView = new DataView(new ArrayBuffer(0));
  private at = 0;
  private lastBounds: number[] = [];

  /** Throws `RangeError` on bytes of another version. */
  open(bytes: Uint8Array, version: number): void {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.at = 0;
    if (this.byte() !== version) throw new RangeError("cells of an unknown version");
    const bits = this.uint32();
    this.size = 0;
    for (let slot = 0; slot < MOST_CELLS; slot++) {
      if ((bits >>> slot) & 1) this.slots[this.size++] = slot;
    }
  }

  byte(): number {
    return this.view.getUint8(this.at++);
  }

  uint32(): number {
    this.at += 4;
    return this.view.getUint32(this.at - 4, true);
  }

  double(): number {
    this.at += 8;
    return this.view.getFloat64(this.at - 8, true);
  }

  /** So many doubles. Most rows have those of the row before: they share them. */
  bounds(size: number): number[] {
    const start = this.at;
    const { lastBounds } = this;
    let same = lastBounds.length === size;
    for (let i = 0; same && i < size; i++) same = lastBounds[i] === this.double();
    if (same) return lastBounds;
    this.at = start;
    this.lastBounds = Array.from({ length: size }, () => this.double());
    return this.lastBounds;
  }

  /** Adds a cell that was not read here. */
  push(slot: number, figures: readonly number[]): void {
    const at = this.size++;
    this.slots[at] = slot;
    for (const [i, column] of this.columns.entries()) column[at] = figures[i] ?? 0;
  }

  bytes(): Uint8Array {
    const length = this.uint32();
    const start = this.view.byteOffset + this.at;
    this.at += length;
    return new Uint8Array(this.view.buffer, start, length);
  }

  /** The first `count` columns, into `columns`. */
  readColumns(count: number): void {
    for (let i = 0; i < Math.min(count, COLUMNS); i++) this.column(this.columns[i] ?? new32());
  }

  /** Reads a column into the first `size` places of an array. False: it has nothing but zeros. */
  column(into: Float64Array): boolean {
    const { view, size } = this;
    const mode = this.byte();
    if (mode === MODE.zeros) into.fill(0, 0, size);
    else if (mode === MODE.same) into.fill(this.double(), 0, size);
    else if (mode === MODE.uint16) {
      for (let i = 0; i < size; i++) into[i] = view.getUint16(this.at + 2 * i, true);
      this.at += 2 * size;
    } else if (mode === MODE.uint32) {
      for (let i = 0; i < size; i++) into[i] = view.getUint32(this.at + 4 * i, true);
      this.at += 4 * size;
    } else {
      for (let i = 0; i < size; i++) into[i] = view.getFloat64(this.at + 8 * i, true);
      this.at += 8 * size;
    }
    return mode !== MODE.zeros;
  }
}

function new32(): Float64Array {
  return new Float64Array(MOST_CELLS);
}
