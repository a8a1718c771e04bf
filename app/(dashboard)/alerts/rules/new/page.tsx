import type { Metadata } from "next";
import { authorisePage } from "@/lib/web/page-access.ts";
import { NewRule } from "../_components/new-rule.tsx";

export const metadata: Metadata = { title: "New alert rule" };

/** Makes a rule, with what it would have done beside it. */
export default async function NewRulePage() {
  await authorisePage("/alerts/rules/new");
  return <NewRule />;
}
