import { Card } from "@/components/ui/card.tsx";
import { ConditionSkeleton } from "@/components/ui/condition.tsx";
import { FigureStripSkeleton } from "@/components/ui/figure-strip.tsx";
import { RowsSkeleton } from "@/components/ui/states.tsx";

/** The layout that every page shares, while the server answers its questions. */
export default function DashboardLoading() {
  return (
    <>
      <ConditionSkeleton />
      <FigureStripSkeleton cells={5} />
      <Card>
        <RowsSkeleton rows={9} />
      </Card>
    </>
  );
}
