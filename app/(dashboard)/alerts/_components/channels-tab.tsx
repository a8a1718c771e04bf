"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useZone } from "@/components/frame/preferences.tsx";
import { Button } from "@/components/ui/button.tsx";
import { QueryError } from "@/components/ui/query-error.tsx";
import { EmptyState, Notice, RowsSkeleton } from "@/components/ui/states.tsx";
import { StatusIcon } from "@/components/ui/status-icon.tsx";
import { channelsQuery, deleteChannel, testChannel } from "@/lib/client/channels.ts";
import type { ChannelResponse } from "@/lib/contract/channels.ts";
import { formatTime } from "@/lib/view/time-format.ts";
import { DeliveryList } from "./delivery-list.tsx";
import { NewChannelDialog } from "./new-channel-dialog.tsx";

/** Where alerts are told, and what became of the newest messages. */
export function ChannelsTab() {
  const [adding, setAdding] = useState(false);
  const answer = useQuery(channelsQuery());
  if (answer.error && !answer.data) {
    return (
      <QueryError
        error={answer.error}
        missing="The channels are missing; alerts are told all the same."
        onRetry={() => void answer.refetch()}
      />
    );
  }
  if (!answer.data) return <RowsSkeleton rows={3} />;
  const { channels } = answer.data;
  return (
    <>
      {channels.length === 0 ? (
        <EmptyState title="Alerts are told to nobody">
          <p>A channel is a webhook, Slack, Microsoft Teams, PagerDuty or e-mail.</p>
          <Button kind="main" className="mt-3" onClick={() => setAdding(true)}>
            Add a channel
          </Button>
        </EmptyState>
      ) : (
        <>
          <div className="flex min-h-10 items-center justify-end border-b border-line px-4">
            <Button onClick={() => setAdding(true)}>Add a channel</Button>
          </div>
          <ChannelList channels={channels} />
        </>
      )}
      <DeliveryList channels={channels} />
      <NewChannelDialog open={adding} onClose={() => setAdding(false)} />
    </>
  );
}

const KINDS: Record<ChannelResponse["kind"], string> = {
  webhook: "Webhook",
  slack: "Slack",
  teams: "Microsoft Teams",
  pagerduty: "PagerDuty",
  email: "E-mail",
};

const targetText = ({ kind, url, to, hasSecret }: ChannelResponse): string =>
  [KINDS[kind], kind === "email" ? to?.join(", ") : url, hasSecret ? "signed" : ""]
    .filter(Boolean)
    .join(" · ");

function ChannelList({ channels }: { channels: readonly ChannelResponse[] }) {
  const client = useQueryClient();
  const zone = useZone();
  const test = useMutation({
    mutationFn: testChannel,
    onSuccess: () => client.invalidateQueries({ queryKey: ["deliveries"] }),
  });
  const remove = useMutation({
    mutationFn: deleteChannel,
    onSuccess: () => client.invalidateQueries({ queryKey: ["channels"] }),
  });
  const error = test.error ?? remove.error;
  return (
    <>
      {error && (
        <div className="p-2">
          <Notice status="critical">{error.message}</Notice>
        </div>
      )}
      <ul aria-label="Channels" className="divide-y divide-line text-13">
        {channels.map((channel) => (
          <li key={channel.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2">
            <span className="min-w-0 flex-1 basis-64">
              <span className="block font-medium">{channel.name}</span>
              <span className="block text-12 break-all text-text-2">{targetText(channel)}</span>
              {channel.failing && (
                <span className="flex items-center gap-1.5 text-12 break-words text-critical">
                  <StatusIcon status="critical" label="takes no messages" />
                  No message has arrived since{" "}
                  {formatTime(Date.parse(channel.failing.since), zone, "day-minute")},{" "}
                  {channel.failing.failures} failed: {channel.failing.error}
                </span>
              )}
            </span>
            <span className="flex gap-2">
              <Button disabled={test.isPending} onClick={() => test.mutate(channel.id)}>
                Send a test
              </Button>
              <Button
                kind="bare"
                disabled={remove.isPending}
                aria-label={`Delete ${channel.name}`}
                onClick={() => {
                  if (window.confirm(`Delete the channel “${channel.name}”?`)) {
                    remove.mutate(channel.id);
                  }
                }}
              >
                Delete
              </Button>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
