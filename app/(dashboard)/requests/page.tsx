import type { Metadata } from "next";
import { authorisePage } from "@/lib/web/page-access.ts";
import { RequestsView } from "./_components/requests-view.tsx";

export const metadata: Metadata = { title: "Requests" };

export default async function RequestsPage() {
  await authorisePage("/requests");
  return <RequestsView />;
}
