/** What is worked out once for each bucket, however many ask. */
export function onceBySlot<Value>(read: (slot: number) => Value): (slot: number) => Value {
  const known: Value[] = [];
  return (slot) => {
    const before = known[slot];
    if (before !== undefined) return before;
    const value = read(slot);
    known[slot] = value;
    return value;
  };
}
