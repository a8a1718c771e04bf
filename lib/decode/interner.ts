const decoder = new TextDecoder();

/** FNV-1a, 32 bits. */
const FNV_OFFSET = 0x811c_9dc5;
const FNV_PRIME = 0x0100_0193;

/**
 * Gives equal byte ranges the same small number (from 1), so that the hot path compares numbers and makes no strings.
 * Bounded: when `isFull`, its owner calls `clear()` between bodies and forgets every number it was given.
 */
export class Interner {
  private slots = new Int32Array(1 << 12);
  private hashes = new Int32Array(1 << 11);
  private starts = new Int32Array(1 << 11);
  private lengths = new Int32Array(1 << 11);
  private texts: (string | undefined)[] = [];
  private bytes = new Uint8Array(1 << 16);
  private used = 0;
  private count = 0;

  /** `seed`: any 32 bits; a random one keeps a sender from choosing texts that collide. */
  constructor(
    private readonly mostEntries = 50_000,
    private readonly mostBytes = 16 * 1024 * 1024,
    private readonly seed = FNV_OFFSET,
  ) {}

  get isFull(): boolean {
    return this.count >= this.mostEntries || this.used >= this.mostBytes;
  }

  clear(): void {
    this.slots.fill(0);
    this.texts = [];
    this.used = 0;
    this.count = 0;
  }

  /** The number of `source[start … end)`. */
  intern(source: Uint8Array, start: number, end: number): number {
    let hash = this.seed;
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ (source[at] ?? 0), FNV_PRIME);
    hash ^= hash >>> 15;
    const mask = this.slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const id = this.slots[slot] ?? 0;
      if (id === 0) return this.add(source, start, end, hash, slot);
      if (this.hashes[id] === hash && this.equals(id, source, start, end)) return id;
    }
  }

  /** The number of a text. */
  internText(text: string): number {
    const bytes = Buffer.from(text);
    return this.intern(bytes, 0, bytes.length);
  }

  /** The text of a number that `intern` gave since the last `clear`. */
  text(id: number): string {
    const known = this.texts[id];
    if (known !== undefined) return known;
    const start = this.starts[id] ?? 0;
    const text = decoder.decode(this.bytes.subarray(start, start + (this.lengths[id] ?? 0)));
    this.texts[id] = text;
    return text;
  }

  private equals(id: number, source: Uint8Array, start: number, end: number): boolean {
    const length = end - start;
    if (this.lengths[id] !== length) return false;
    const from = this.starts[id] ?? 0;
    for (let i = 0; i < length; i++) {
      if (this.bytes[from + i] !== source[start + i]) return false;
    }
    return true;
  }

  private add(source: Uint8Array, start: number, end: number, hash: number, slot: number): number {
    const length = end - start;
    const id = ++this.count;
    if (id >= this.hashes.length) this.growEntries();
    if (this.used + length > this.bytes.length) this.growBytes(length);
    this.bytes.set(source.subarray(start, end), this.used);
    this.hashes[id] = hash;
    this.starts[id] = this.used;
    this.lengths[id] = length;
    this.used += length;
    this.slots[slot] = id;
    if (this.count * 2 > this.slots.length) this.growSlots();
    return id;
  }

  private growEntries(): void {
    const size = this.hashes.length * 2;
    this.hashes = enlarged(this.hashes, size);
    this.starts = enlarged(this.starts, size);
    this.lengths = enlarged(this.lengths, size);
  }

  private growBytes(needed: number): void {
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.used + needed));
    larger.set(this.bytes.subarray(0, this.used));
    this.bytes = larger;
  }

  private growSlots(): void {
    this.slots = new Int32Array(this.slots.length * 2);
    const mask = this.slots.length - 1;
    for (let id = 1; id <= this.count; id++) {
      let slot = (this.hashes[id] ?? 0) & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = id;
    }
  }
}

function enlarged(from: Int32Array, size: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(size);
  larger.set(from);
  return larger;
}
