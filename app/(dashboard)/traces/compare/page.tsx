import type { Metadata } from "next";
import { authorisePage } from "@/lib/web/page-access.ts";
import { CompareView } from "./_components/compare-view.tsx";

export const metadata: Metadata = { title: "Compare traces" };

/** Two traces side by side, `?a=…&b=…`. */
export default async function CompareTracesPage() {
  await authorisePage("/traces/compare");
  return <CompareView />;
}
