import type { Metadata } from "next";
import { TracesView } from "./_components/traces-view.tsx";

export const metadata: Metadata = { title: "Traces" };

/** Traced requests of the bar's range. */
export default function TracesPage() {
  return <TracesView />;
}
