"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useZone } from "@/components/frame/preferences.tsx";
import { Button } from "@/components/ui/button.tsx";
import { CheckField } from "@/components/ui/form-field.tsx";
import { Notice } from "@/components/ui/states.tsx";
import { type Status, StatusIcon } from "@/components/ui/status-icon.tsx";
import { deliveriesQuery, resendDelivery } from "@/lib/client/channels.ts";
import type { ChannelResponse, DeliveriesResponse } from "@/lib/contract/channels.ts";
import { formatTime } from "@/lib/view/time-format.ts";

type Delivery = DeliveriesResponse["deliveries"][number];

/** The newest messages: sent, waiting for their next attempt, or given up. */
export function DeliveryList({ channels }: { channels: readonly ChannelResponse[] }) {
  const zone = useZone();
  const client = useQueryClient();
  const [onlyDead, setOnlyDead] = useState(false);
  const answer = useQuery(deliveriesQuery(onlyDead ? "dead" : null));
  const resend = useMutation({
    mutationFn: resendDelivery,
    onSuccess: () => client.invalidateQueries({ queryKey: ["deliveries"] }),
  });
  const error = resend.error ?? answer.error;
  const deliveries = answer.data?.deliveries ?? [];
  if (error === null && deliveries.length === 0 && !onlyDead) return null;
  const nameOf = (id: string) => channels.find((one) => one.id === id)?.name ?? "a deleted channel";
  return (
    <section aria-label="Messages" className="border-t border-line">
      <div className="flex min-h-10 flex-wrap items-center justify-between gap-x-4 px-4 pt-3 pb-1">
        <h2 className="text-13 font-semibold">Messages</h2>
        <CheckField label="Only what was given up" checked={onlyDead} onCheck={setOnlyDead} />
      </div>
      {onlyDead && answer.data?.deliveries.length === 0 && (
        <p className="px-4 pb-3 text-12 text-text-2">
          No message of the last two weeks was given up.
        </p>
      )}
      {error && (
        <div className="p-2">
          <Notice status="critical">{error.message}</Notice>
        </div>
      )}
      <ul className="divide-y divide-line text-13">
        {deliveries.map((delivery) => (
          <li key={delivery.id} className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2">
            <StatusIcon status={STATUSES[delivery.state]} label={delivery.state} />
            <span className="min-w-0 flex-1 basis-64">
              <span className="block">
                {delivery.title} <span className="text-text-3">to</span>{" "}
                {nameOf(delivery.channelId)}
              </span>
              <span className="block text-12 break-words text-text-2">
                {whatBecame(delivery, zone)}
              </span>
            </span>
            {delivery.state === "dead" && (
              <Button disabled={resend.isPending} onClick={() => resend.mutate(delivery.id)}>
                Send again
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

const STATUSES: Record<Delivery["state"], Status> = {
  sent: "ok",
  waiting: "unknown",
  dead: "critical",
};

function whatBecame(delivery: Delivery, zone: string): string {
  const at = (text: string | null) =>
    text === null ? "" : formatTime(Date.parse(text), zone, "second");
  const attempts = delivery.attempts > 1 ? `after ${delivery.attempts} attempts` : "";
  const when = {
    sent: ["sent", at(delivery.endedAt), attempts],
    waiting: ["next attempt", at(delivery.nextAttemptAt)],
    dead: ["given up", at(delivery.endedAt), attempts],
  }[delivery.state];
  const words = when.filter(Boolean).join(" ");
  return delivery.lastError === null ? words : `${words}: ${delivery.lastError}`;
}
