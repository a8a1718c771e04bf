import type { Metadata } from "next";
import { authorisePage } from "@/lib/web/page-access.ts";
import { LogsView } from "./_components/logs-view.tsx";

export const metadata: Metadata = { title: "Logs" };

/** Log records of the bar's range, and those that arrive. */
export default async function LogsPage() {
  await authorisePage("/logs");
  return <LogsView />;
}
