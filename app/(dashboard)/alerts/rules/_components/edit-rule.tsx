"use client";

import { useQuery } from "@tanstack/react-query";
import { Card } from "@/components/ui/card.tsx";
import { QueryError } from "@/components/ui/query-error.tsx";
import { RowsSkeleton } from "@/components/ui/states.tsx";
import { alertRuleQuery, specOf } from "@/lib/client/alerts.ts";
import { toForm } from "@/lib/view/alert-form.ts";
import { RuleEditor } from "./rule-editor.tsx";

/** The editor of a stored rule. */
export function EditRule({ ruleId }: { ruleId: string }) {
  const { data, error, refetch } = useQuery(alertRuleQuery(ruleId));
  if (data) {
    const locked =
      data.source === null ? undefined : `It comes from the file ${data.source}: change it there.`;
    return (
      <RuleEditor
        key={data.version}
        initial={toForm(specOf(data))}
        ruleId={ruleId}
        locked={locked}
      />
    );
  }
  return (
    <Card>
      {error ? (
        <QueryError error={error} missing="The rule is not shown." onRetry={() => void refetch()} />
      ) : (
        <RowsSkeleton rows={8} />
      )}
    </Card>
  );
}
