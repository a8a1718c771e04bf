"use client";

import { useState, useSyncExternalStore } from "react";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { Condition } from "@/components/ui/condition.tsx";
import { CopyButton } from "@/components/ui/copy-button.tsx";
import { TabPanel, Tabs } from "@/components/ui/tabs.tsx";
import type { IntakeResponse } from "@/lib/contract/intake.ts";
import { type AddressRow, buildFirstVisit, probeLines } from "@/lib/view/first-visit.ts";
import {
  connectSnippets,
  KEY_PLACEHOLDER,
  shellSafeName,
} from "@/lib/view/first-visit-snippets.ts";
import { CodeBlock, Prose } from "./first-visit-code.tsx";
import { QuietCard, WaitingCard } from "./first-visit-waiting.tsx";

/** What a fresh Headroom shows: where to send, the exact lines to do it, and what has arrived so far. */
export function FirstVisit({ intake }: { intake: IntakeResponse }) {
  const model = buildFirstVisit(intake, useWebUrl());
  return (
    <div className="space-y-4">
      <Condition condition={model.condition} />
      <div className="grid items-start gap-4 desk:grid-cols-[minmax(0,1fr)_348px]">
        <div className="min-w-0 space-y-4">
          <Card>
            <CardHeader title="This server’s addresses" note={model.access} />
            <Addresses rows={model.addresses} />
          </Card>
          <ConnectCard httpUrl={model.httpUrl} keyRequired={intake.keyRequired} />
          <Card>
            <CardHeader
              title="Or look around first"
              note="a small shop of real services, with a week of past"
            />
            <div className="space-y-2 p-4">
              <CodeBlock
                title="In Headroom’s own folder, in place of npm start"
                purpose="Start the demo"
                text="npm run demo -- --backfill 7d"
                filled={[]}
              />
            </div>
          </Card>
          <Card>
            <CardHeader title="What will appear" note="and what makes it appear" />
            <ul className="grid gap-px bg-line tablet:grid-cols-3">
              {APPEARS.map(({ title, by }) => (
                <li key={title} className="bg-surface px-4 py-3">
                  <span className="font-medium">{title}</span>
                  <span className="block text-12 text-text-2">{by}</span>
                </li>
              ))}
            </ul>
          </Card>
        </div>
        <div className="min-w-0 space-y-4">
          <WaitingCard model={model} />
          <QuietCard
            probe={probeLines(model.httpUrl, intake.keyRequired, KEY_PLACEHOLDER)}
            filled={[model.httpUrl, KEY_PLACEHOLDER]}
            keyRequired={intake.keyRequired}
          />
        </div>
      </div>
    </div>
  );
}

const APPEARS = [
  { title: "Services and their routes", by: "the first server span, or request duration metric" },
  { title: "Traces", by: "the first span; all of them while few arrive" },
  { title: "Deploys", by: "a new service.version" },
] as const;

const noChange = () => () => {};

/** The address under which this page was opened; the server cannot know it. */
const useWebUrl = (): string =>
  useSyncExternalStore(
    noChange,
    () => window.location.origin,
    () => "",
  );

function Addresses({ rows }: { rows: AddressRow[] }) {
  return (
    <ul>
      {rows.map(({ label, address, note }) => (
        <li
          key={label}
          className="flex min-h-10 flex-wrap items-center gap-x-4 gap-y-0.5 border-b border-line px-4 py-1.5 last:border-0"
        >
          <span className="w-40 font-medium">{label}</span>
          {address === null ? (
            <span className="min-w-0 flex-1 text-text-3">turned off</span>
          ) : (
            <>
              <code className="min-w-44 font-mono text-12 break-all">{address}</code>
              <span className="min-w-0 flex-1 text-12 text-text-3 max-tablet:order-last max-tablet:basis-full">
                {note}
              </span>
              <CopyButton
                text={address}
                label={`Copy the address of ${label}`}
                className="max-tablet:ml-auto"
              />
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

type ConnectProps = { httpUrl: string; keyRequired: boolean };

function ConnectCard({ httpUrl, keyRequired }: ConnectProps) {
  const [name, setName] = useState("");
  const [shown, setShown] = useState("node");
  const service = shellSafeName(name);
  const snippets = connectSnippets({ httpUrl, keyRequired, service });
  const filled = [httpUrl, service, KEY_PLACEHOLDER];
  return (
    <Card>
      <CardHeader
        title="Send from your service"
        note={<span className="max-tablet:hidden">the address is filled in</span>}
        actions={
          <label className="flex items-center gap-2">
            its name
            <input
              value={name}
              onChange={(event) => setName(event.target.value)}
              placeholder="my-service"
              spellCheck={false}
              className="control w-32 rounded-2 border border-line bg-surface px-2 font-mono text-12 text-text placeholder:text-text-3"
            />
          </label>
        }
      />
      <Tabs tabs={snippets} value={shown} onChange={setShown} label="Language or tool">
        {snippets.map(({ id, label, intro, blocks, notes }) => (
          <TabPanel key={id} id={id}>
            <div className="space-y-3 p-4">
              <p className="text-12 text-text-2">{intro}</p>
              {blocks.map((block) => (
                <CodeBlock key={block.title} {...block} purpose={label} filled={filled} />
              ))}
              {[...notes, ...(keyRequired ? [KEY_NOTE] : []), VERSION_NOTE].map((note) => (
                <Prose key={note} text={note} />
              ))}
            </div>
          </TabPanel>
        ))}
      </Tabs>
    </Card>
  );
}

const KEY_NOTE = `Put in place of \`${KEY_PLACEHOLDER}\` the secret with which this server was started, \`HEADROOM_ADMIN_KEY\`.`;

const VERSION_NOTE =
  "Add `OTEL_RESOURCE_ATTRIBUTES=service.version=1.4.0,deployment.environment.name=production`: versions become deploys on the charts, and environments stay apart.";
