import type { Metadata } from "next";
import { authorisePage } from "@/lib/web/page-access.ts";
import { ResourcesView } from "./_components/resources-view.tsx";

export const metadata: Metadata = { title: "Resources" };

/** What hosts, containers and instances use, and which are short of it. */
export default async function ResourcesPage() {
  await authorisePage("/resources");
  return <ResourcesView />;
}
