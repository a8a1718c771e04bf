"use client";

import { Card, CardHeader } from "@/components/ui/card.tsx";
import type { CacheChain } from "@/lib/contract/caches.ts";
import { type ChainBar, toChainBars } from "@/lib/view/cache-chain.ts";
import type { CacheRow } from "@/lib/view/cache-rows.ts";
import { formatRate, formatRatio, joined } from "@/lib/view/format.ts";

type Props = { chain: CacheChain; rows: readonly CacheRow[] };

const TONES: Record<ChainBar["tone"], string> = {
  1: "var(--layer-1)",
  2: "var(--layer-2)",
  3: "var(--layer-3)",
  origin: "var(--origin)",
};

const at = ({ from, share }: { from: number; share: number }) => ({
  left: `${from * 100}%`,
  width: `${share * 100}%`,
});

/** The waterfall of a look-up: each layer takes its share of what the one before let through. */
export function WhoAnswers({ chain, rows }: Props) {
  const bars = toChainBars(chain, rows);
  const name = chain.key.cache || chain.key.service;
  return (
    <Card>
      <CardHeader
        title="Who answers"
        note={`${name}: ${joined(formatRate(chain.lookupsPerSecond))} look-ups, ${joined(formatRatio(chain.hitRatio))} answered by a cache; each layer takes its share of what the one before let through`}
      />
      <ol aria-label={`Who answers look-ups of ${name}`} className="space-y-3 p-4 text-13">
        {bars.map((bar) => (
          <li key={bar.layer} className="grid gap-x-4 gap-y-1 tablet:grid-cols-[6rem_1fr_22rem]">
            <span className="font-medium">{bar.label}</span>
            <span className="relative block h-7">
              <span className="absolute inset-x-0 top-0 h-5 rounded-1 bg-surface-2" />
              <span
                aria-hidden
                className="absolute top-0 h-5 rounded-1"
                style={{ ...at(bar), background: TONES[bar.tone] }}
              />
              {bar.before && (
                <span
                  aria-hidden
                  className="absolute bottom-0 h-1.5 rounded-1 border border-dashed border-line-strong"
                  style={at(bar.before)}
                />
              )}
            </span>
            <span className="text-12 text-text-2">
              <strong className="text-text">{bar.shareText}</strong>, {bar.answersText},{" "}
              {bar.latencyText}
              {bar.savedText !== "" && bar.fivePointsText !== "" && (
                <>
                  <br />
                  saves {bar.savedText}
                  <br />
                  ±5 points: {bar.fivePointsText}
                </>
              )}
            </span>
          </li>
        ))}
      </ol>
      <p className="px-4 pb-3 text-12 text-text-3">
        {bars.some(({ before }) => before !== null) && "Dashed: the period before. "}
        Saved time is hits × the next layer’s mean latency. Five points change the queries of what
        is behind the caches by 5 % of the layer’s look-ups × the share that later caches let
        through, at one query a load.
      </p>
    </Card>
  );
}
