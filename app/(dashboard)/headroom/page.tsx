import type { Metadata } from "next";
import { authorisePage } from "@/lib/web/page-access.ts";
import { HeadroomView } from "./_components/headroom-view.tsx";

export const metadata: Metadata = { title: "Headroom itself" };

/** Whether what is shown can be trusted. */
export default async function HeadroomPage() {
  await authorisePage("/headroom");
  return <HeadroomView />;
}
