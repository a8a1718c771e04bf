import type { AttributeLimits } from "../domain/telemetry-limits.ts";
import type { AnyValue, KeyValue } from "./otlp-messages.ts";

/** No less than what tags and lengths around one value take, so that a cut list fits its bytes once encoded. */
const VALUE_OVERHEAD = 20;

/**
 * Cuts attribute lists to limits. What fits comes back as the same object. One cutter's lists share `totalBytes`.
 * `cut` counts the strings, byte strings, lists and maps that were shortened and the attributes that were left out.
 */
export class AttributeCutter {
  cut = 0;
  private readonly limits: AttributeLimits;
  private bytesLeft: number;

  constructor(limits: AttributeLimits) {
    this.limits = limits;
    this.bytesLeft = limits.totalBytes;
  }

  /** Takes `bytes` off the total; false when nothing is left, and then whatever wanted them is to be left out. */
  spend(bytes: number): boolean {
    if (this.bytesLeft <= 0) return false;
    this.bytesLeft -= bytes;
    return true;
  }

  attributes(attributes: readonly KeyValue[]): readonly KeyValue[] {
    const kept = this.entries(attributes, this.limits.attributes, 0);
    this.cut += attributes.length - kept.length;
    return kept;
  }

  value(value: AnyValue, nesting = 0): AnyValue {
    if (value.stringValue !== undefined) {
      const stringValue = this.text(value.stringValue);
      return stringValue === value.stringValue ? value : { stringValue };
    }
    if (value.bytesValue !== undefined) return this.bytesValue(value, value.bytesValue);
    const list = value.arrayValue?.values;
    const map = value.kvlistValue?.values;
    if (list === undefined && map === undefined) return value;
    if (nesting >= this.limits.nesting) {
      this.cut++;
      return {};
    }
    if (list !== undefined) {
      const values = this.items(list, nesting);
      return values === list ? value : { arrayValue: { values } };
    }
    return this.mapValue(value, map ?? [], nesting);
  }

  /** The text, or its beginning up to the limit in whole characters. */
  text(text: string): string {
    const most = Math.max(0, Math.min(this.limits.valueBytes, this.bytesLeft));
    if (text.length * 3 <= most) {
      this.bytesLeft -= text.length;
      return text;
    }
    const bytes = Buffer.from(text);
    this.bytesLeft -= Math.min(bytes.length, most);
    if (bytes.length <= most) return text;
    this.cut++;
    return bytes.toString("utf8", 0, characterEnd(bytes, most));
  }

  private bytesValue(value: AnyValue, bytes: Uint8Array): AnyValue {
    const most = Math.max(0, Math.min(this.limits.valueBytes, this.bytesLeft));
    this.bytesLeft -= Math.min(bytes.length, most);
    if (bytes.length <= most) return value;
    this.cut++;
    return { bytesValue: bytes.subarray(0, most) };
  }

  private mapValue(value: AnyValue, map: readonly KeyValue[], nesting: number): AnyValue {
    const values = this.entries(map, this.limits.items, nesting + 1);
    if (values === map) return value;
    if (values.length < map.length) this.cut++;
    return { kvlistValue: { values } };
  }

  private items(list: readonly AnyValue[], nesting: number): readonly AnyValue[] {
    const values = this.firsts(list, this.limits.items, (item) => this.value(item, nesting + 1));
    if (values.length < list.length) this.cut++;
    return values;
  }

  private entries(list: readonly KeyValue[], most: number, nesting: number): readonly KeyValue[] {
    return this.firsts(list, most, (entry) => {
      const key = this.text(entry.key);
      const value = entry.value && this.value(entry.value, nesting);
      return key === entry.key && value === entry.value ? entry : { key, value };
    });
  }

  /** The first elements, cut, as far as count and bytes allow; the list itself when it stays as it is. */
  private firsts<Item>(
    list: readonly Item[],
    most: number,
    cutOne: (item: Item) => Item,
  ): readonly Item[] {
    const kept: Item[] = [];
    let isSame = true;
    for (const item of list) {
      if (kept.length === most || !this.spend(VALUE_OVERHEAD)) break;
      const one = cutOne(item);
      isSame &&= one === item;
      kept.push(one);
    }
    return isSame && kept.length === list.length ? list : kept;
  }
}

/** The last position up to `end` that does not split a UTF-8 character. */
function characterEnd(bytes: Uint8Array, end: number): number {
  let at = end;
  while (at > 0 && ((bytes[at] ?? 0) & 0xc0) === 0x80) at--;
  return at;
}
