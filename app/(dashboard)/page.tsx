import type { Metadata } from "next";
import { authorisePage } from "@/lib/web/page-access.ts";
import { OverviewOrFirstVisit } from "./_components/overview-or-first-visit.tsx";

export const metadata: Metadata = { title: "Overview" };

export default async function OverviewPage() {
  await authorisePage("/");
  return <OverviewOrFirstVisit />;
}
