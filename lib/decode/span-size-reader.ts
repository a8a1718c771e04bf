import { ATTRIBUTE_LIMITS, SPAN_LIMITS } from "../domain/telemetry-limits.ts";
import { WireReader } from "./wire-reader.ts";

/** Tags of length-delimited fields: number · 8 + 2. */
const TAG = {
  span: { traceState: 26, name: 42, attributes: 74, events: 90, links: 106, status: 122 },
  event: { name: 18, attributes: 26 },
  link: { traceState: 26, attributes: 34 },
  status: { message: 18 },
  keyValue: { key: 10, value: 18 },
  anyValue: { string: 10, array: 42, map: 50, bytes: 58 },
  list: { values: 10 },
} as const;

/** Decides from tags and lengths alone whether a span is within the limits; it runs for every kept span. */
export class SpanSizeReader extends WireReader {
  fits(bytes: Uint8Array, start: number, end: number): boolean {
    if (bytes !== this.bytes) this.open(bytes);
    this.at = start;
    const { span } = TAG;
    let attributes = 0;
    let events = 0;
    let links = 0;
    let fits = true;
    while (fits && this.at < end) {
      const tag = this.varint(end);
      if (tag === span.attributes) {
        fits = ++attributes <= ATTRIBUTE_LIMITS.attributes && this.attributeFits(end, 0);
      } else if (tag === span.events) {
        fits =
          ++events <= SPAN_LIMITS.events &&
          this.partFits(end, TAG.event.name, TAG.event.attributes);
      } else if (tag === span.links) {
        fits =
          ++links <= SPAN_LIMITS.links &&
          this.partFits(end, TAG.link.traceState, TAG.link.attributes);
      } else if (tag === span.status) fits = this.partFits(end, TAG.status.message, -1);
      else if (tag === span.name || tag === span.traceState) fits = this.textFits(end);
      else this.skip(tag, end);
    }
    return fits;
  }

  /** An event, a link or the status: one text, and attributes if it has any. */
  private partFits(outerEnd: number, textTag: number, attributesTag: number): boolean {
    const end = this.lengthEnd(outerEnd);
    let attributes = 0;
    while (this.at < end) {
      const tag = this.varint(end);
      if (tag === attributesTag) {
        if (++attributes > ATTRIBUTE_LIMITS.attributes || !this.attributeFits(end, 0)) return false;
      } else if (tag === textTag) {
        if (!this.textFits(end)) return false;
      } else this.skip(tag, end);
    }
    return true;
  }

  private attributeFits(outerEnd: number, nesting: number): boolean {
    const end = this.lengthEnd(outerEnd);
    while (this.at < end) {
      const tag = this.varint(end);
      if (tag === TAG.keyValue.key) {
        if (!this.textFits(end)) return false;
      } else if (tag === TAG.keyValue.value) {
        if (!this.valueFits(end, nesting)) return false;
      } else this.skip(tag, end);
    }
    return true;
  }

  private valueFits(outerEnd: number, nesting: number): boolean {
    const end = this.lengthEnd(outerEnd);
    while (this.at < end) {
      const tag = this.varint(end);
      if (tag === TAG.anyValue.string || tag === TAG.anyValue.bytes) {
        if (!this.textFits(end)) return false;
      } else if (tag === TAG.anyValue.array || tag === TAG.anyValue.map) {
        const isMap = tag === TAG.anyValue.map;
        if (nesting >= ATTRIBUTE_LIMITS.nesting || !this.itemsFit(end, nesting + 1, isMap))
          return false;
      } else this.skip(tag, end);
    }
    return true;
  }

  private itemsFit(outerEnd: number, nesting: number, isMap: boolean): boolean {
    const end = this.lengthEnd(outerEnd);
    for (let items = 0; this.at < end; ) {
      const tag = this.varint(end);
      if (tag !== TAG.list.values) this.skip(tag, end);
      else if (++items > ATTRIBUTE_LIMITS.items) return false;
      else if (!(isMap ? this.attributeFits(end, nesting) : this.valueFits(end, nesting)))
        return false;
    }
    return true;
  }

  private textFits(outerEnd: number): boolean {
    const end = this.lengthEnd(outerEnd);
    const fits = end - this.at <= ATTRIBUTE_LIMITS.valueBytes;
    this.at = end;
    return fits;
  }
}
