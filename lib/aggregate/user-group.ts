import { encodeRegisters } from "./user-sketch.ts";

/** What users of one service on one UTC day add (`day`: Unix seconds of its start). */
export type UserRow = { serviceId: bigint; day: number; sketch: Buffer };

/** Registers of users' sketches that the bodies of one transaction raise. */
export class UserGroup {
  private readonly raised = new Map<
    string,
    { serviceId: bigint; day: number; ranks: Map<number, number> }
  >();

  raise(serviceId: bigint, day: number, { index, rank }: { index: number; rank: number }): void {
    const text = `${serviceId} ${day}`;
    let own = this.raised.get(text);
    if (!own) {
      own = { serviceId, day, ranks: new Map() };
      this.raised.set(text, own);
    }
    if ((own.ranks.get(index) ?? 0) < rank) own.ranks.set(index, rank);
  }

  /** One row for each service and day. */
  rows(): UserRow[] {
    return [...this.raised.values()].map(({ serviceId, day, ranks }) => ({
      serviceId,
      day,
      sketch: encodeRegisters([...ranks].sort(([a], [b]) => a - b)),
    }));
  }
}
