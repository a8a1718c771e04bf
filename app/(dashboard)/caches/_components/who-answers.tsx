"use client";

import { Card, CardHeader } from "@/components/ui/card.tsx";
import type { CacheChain } from "@/lib/contract/caches.ts";
import type { CacheRow } from "@/lib/view/cache-rows.ts";
import { toChainBars } from "@/lib/view/caches.ts";
import { formatRate, formatRatio, joined } from "@/lib/view/format.ts";

type Props = { chain: CacheChain; rows: readonly CacheRow[] };

/** The waterfall of a look-up: each layer takes its share of what the one before let through. */
export function WhoAnswers({ chain, rows }: Props) {
  const bars = toChainBars(chain, rows);
  const name = chain.key.cache || chain.key.service;
  return (
    <Card>
      <CardHeader
        title="Who answers"
        note={`${name}: ${joined(formatRate(chain.lookupsPerSecond))} look-ups; each layer takes its share of what the one before let through`}
      />
      <ol aria-label={`Who answers look-ups of ${name}`} className="space-y-3 p-4 text-13">
        {bars.map((bar) => (
          <li key={bar.layer} className="grid gap-x-4 gap-y-1 tablet:grid-cols-[7rem_1fr_20rem]">
            <span className="font-medium">{bar.label}</span>
            <span className="relative block h-5 rounded-1 bg-surface-2">
              <span
                aria-hidden
                className="absolute inset-y-0 rounded-1 bg-accent"
                style={{ left: `${bar.from * 100}%`, width: `${bar.share * 100}%` }}
              />
            </span>
            <span className="text-12 text-text-2">
              <strong className="text-text">{bar.shareText}</strong>, {bar.answersText},{" "}
              {bar.latencyText}
              <br />
              saves {bar.savedText}; ±5 points: {bar.fivePointsText}
            </span>
          </li>
        ))}
      </ol>
      <p className="px-4 pb-3 text-12 text-text-3">
        {chain.restShare !== null &&
          chain.restShare > 0 &&
          `${joined(formatRatio(chain.restShare))} is answered by nothing that is measured here. `}
        Saved time is hits × the next layer’s mean latency. Five points change the queries of what
        is behind the caches by 5 % of the layer’s look-ups × the share that later caches let
        through, at one query a load.
      </p>
    </Card>
  );
}
