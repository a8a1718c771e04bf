"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Notice } from "@/components/ui/states.tsx";
import { createSilence, withdrawAcknowledgement } from "@/lib/client/alerts.ts";
import type { Alert } from "@/lib/contract/alerts.ts";
import { AcknowledgeDialog } from "./acknowledge-dialog.tsx";

const HOUR_SECONDS = 3_600;

/** What one can do about an alert that is not over. */
export function AlertActions({ alert }: { alert: Alert }) {
  const [acknowledging, setAcknowledging] = useState(false);
  const client = useQueryClient();
  const onSuccess = () =>
    Promise.all(
      ["alerts", "silences"].map((name) => client.invalidateQueries({ queryKey: [name] })),
    );
  const silence = useMutation({
    mutationFn: ({ ruleId, key }: Alert) =>
      createSilence({
        matchers: Object.entries({ ruleId, ...key })
          .filter(([, value]) => value !== "")
          .map(([name, value]) => ({ name, value, isEqual: true })),
        durationSeconds: HOUR_SECONDS,
        comment: "",
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
          <Button
            disabled={silence.isPending}
            aria-label={`Silence ${alert.ruleName} for an hour`}
            onClick={() => silence.mutate(alert)}
          >
            Silence for 1 h
          </Button>
        )}
      </div>
      {error && <Notice status="critical">{error.message}</Notice>}
      <AcknowledgeDialog
        alert={acknowledging ? alert : null}
        onClose={() => setAcknowledging(false)}
      />
    </div>
  );
}
