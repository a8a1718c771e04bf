import type { Metadata } from "next";
import { authorisePage } from "@/lib/web/page-access.ts";
import { EditRule } from "../_components/edit-rule.tsx";

export const metadata: Metadata = { title: "Alert rule" };

type Props = { params: Promise<{ ruleId: string }> };

/** Changes a rule, with what it would have done beside it. */
export default async function RulePage({ params }: Props) {
  await authorisePage("/alerts/rules/[ruleId]");
  const { ruleId } = await params;
  return <EditRule ruleId={ruleId} />;
}
