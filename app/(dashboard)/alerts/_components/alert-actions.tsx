"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Notice } from "@/components/ui/states.tsx";
import { createSilence, withdrawAcknowledgement } from "@/lib/client/alerts.ts";
import type { Alert } from "@/lib/contract/alerts.ts";
import { matchersText } from "@/lib/domain/alert-label-text.ts";
import type { SilenceMatcher } from "@/lib/domain/silences.ts";
import type { AlertRow } from "@/lib/view/alerts.ts";
import { AcknowledgeDialog } from "./acknowledge-dialog.tsx";
import { SilenceDialog } from "./silence-dialog.tsx";

const HOUR_SECONDS = 3_600;

/** Fits this alert and, as far as its key tells, no other. */
const matchersOf = ({ ruleId, key }: Alert): SilenceMatcher[] =>
  Object.entries({ ruleId, ...key })
    .filter(([, value]) => value !== "")
    .map(([name, value]) => ({ name, value, isEqual: true }));

type Props = { alert: Alert; rows: readonly AlertRow[] };

/** What one can do about an alert that is not over. */
export function AlertActions({ alert, rows }: Props) {
  const [silencing, setSilencing] = useState<string | null>(null);
  const [acknowledging, setAcknowledging] = useState(false);
  const client = useQueryClient();
  const onSuccess = () =>
    Promise.all(
      ["alerts", "silences"].map((name) => client.invalidateQueries({ queryKey: [name] })),
    );
  const silence = useMutation({
    mutationFn: (one: Alert) =>
      createSilence({
        ...{ matchers: matchersOf(one), durationSeconds: HOUR_SECONDS, comment: "" },
      }),
    onSuccess,
  });
  const withdraw = useMutation({ mutationFn: withdrawAcknowledgement, onSuccess });
  if (alert.state === "resolved") return null;
  const error = silence.error ?? withdraw.error;
  return (
    <div className="space-y-2">
      <div className="flex flex-wrap gap-2">
        {alert.acknowledged ? (
          <Button disabled={withdraw.isPending} onClick={() => withdraw.mutate(alert.id)}>
            Take the acknowledgement back
          </Button>
        ) : (
          <Button kind="main" onClick={() => setAcknowledging(true)}>
            Acknowledge
          </Button>
        )}
        {alert.mutedBy?.kind !== "silence" && (
          <>
            <Button
              disabled={silence.isPending}
              aria-label={`Silence ${alert.ruleName} for an hour`}
              onClick={() => silence.mutate(alert)}
            >
              Silence for 1 h
            </Button>
            <Button onClick={() => setSilencing(matchersText(matchersOf(alert)))}>Silence…</Button>
          </>
        )}
      </div>
      {error && <Notice status="critical">{error.message}</Notice>}
      <SilenceDialog matching={silencing} rows={rows} onClose={() => setSilencing(null)} />
      <AcknowledgeDialog
        alert={acknowledging ? alert : null}
        onClose={() => setAcknowledging(false)}
      />
    </div>
  );
}
