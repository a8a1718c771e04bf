import type { Metadata } from "next";
import { Prefetched } from "@/components/frame/prefetched.tsx";
import { authorisePage } from "@/lib/web/page-access.ts";
import { AlertsView } from "./_components/alerts-view.tsx";
import { prefetchAlerts } from "./prefetch-alerts.ts";

export const metadata: Metadata = { title: "Alerts" };

/** What fires, what watches, whom it is told to, and what is silenced. */
export default async function AlertsPage() {
  const principal = await authorisePage("/alerts");
  return (
    <Prefetched state={await prefetchAlerts(principal)}>
      <AlertsView />
    </Prefetched>
  );
}
