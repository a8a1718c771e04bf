import type { Metadata } from "next";
import { authorisePage } from "@/lib/web/page-access.ts";
import { TracesView } from "./_components/traces-view.tsx";

export const metadata: Metadata = { title: "Traces" };

/** Traced requests of the bar's range. */
export default async function TracesPage() {
  await authorisePage("/traces");
  return <TracesView />;
}
