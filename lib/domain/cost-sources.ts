/** What an amount rests on; they tell of the same money, so one is shown at a time, a bill before what is worked out. */
export const COST_BASES = ["bill", "allocation", "estimate"] as const;
export type CostBasis = (typeof COST_BASES)[number];
