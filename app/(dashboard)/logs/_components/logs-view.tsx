"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { useCallback, useMemo } from "react";
import { useNow } from "@/components/frame/now.tsx";
import { useZone } from "@/components/frame/preferences.tsx";
import { useBar } from "@/components/frame/use-bar.ts";
import { Condition, ConditionSkeleton } from "@/components/ui/condition.tsx";
import { logHistogramQuery, logsQuery } from "@/lib/client/logs.ts";
import { ApiError } from "@/lib/client/query-client.ts";
import { toLogHistogram } from "@/lib/view/log-histogram.ts";
import { withTerm } from "@/lib/view/log-terms.ts";
import { logsCondition } from "@/lib/view/logs-condition.ts";
import { isPast } from "@/lib/view/ranges.ts";
import { LogPanel } from "./log-panel.tsx";
import { LogRecords } from "./log-records.tsx";
import { LogSearchBox } from "./log-search-box.tsx";
import { logsParsers, logsQuestion } from "./logs-state.ts";
import { SeveritiesCard } from "./severities-card.tsx";
import { TailSwitch } from "./tail-switch.tsx";
import { useLogTail } from "./use-log-tail.ts";

const NOW_STEP_MS = 10_000;

/** Logs: sentence, search, severities over time, and the records, as they are or as they arrive. */
export function LogsView() {
  const { bar } = useBar();
  const zone = useZone();
  const nowMs = useNow(NOW_STEP_MS);
  const [state, setState] = useQueryStates(logsParsers, { history: "push", scroll: false });
  const question = logsQuestion(bar, state);
  const asked = { ...question, severity: state.severity };
  const canFollow = !isPast(bar);
  const following = canFollow && state.tail === "on";
  const tail = useLogTail(asked, following);
  const logs = useInfiniteQuery({ ...logsQuery(asked), enabled: !following });
  const counts = useQuery(logHistogramQuery(question));
  const histogram = useMemo(
    () => counts.data && toLogHistogram(counts.data, { shown: state.severity, nowMs }),
    [counts.data, state.severity, nowMs],
  );
  const problem = searchProblem(counts.error) ?? searchProblem(logs.error);
  const open = useCallback((id: string) => void setState({ log: id }), [setState]);
  const narrow = (name: string, value: string, equal: boolean) =>
    void setState({ search: withTerm(state.search, { name, value, equal }) });
  return (
    <div className="space-y-4">
      {counts.data && !problem ? (
        <Condition
          condition={logsCondition(counts.data, {
            service: bar.service,
            narrowed: state.search !== "",
            zone,
          })}
        />
      ) : problem ? (
        <Condition
          condition={{
            status: "unknown",
            parts: [{ text: "This search cannot be read.", tone: "fact" }],
          }}
        />
      ) : (
        <ConditionSkeleton />
      )}
      <div className="flex flex-wrap items-start gap-2">
        <LogSearchBox
          question={question}
          value={state.search}
          problem={problem}
          onChange={(search) => void setState({ search })}
        />
        <TailSwitch
          tail={tail}
          possible={canFollow}
          onChange={(on) => void setState({ tail: on ? "on" : "off" })}
        />
      </div>
      {!problem && (
        <SeveritiesCard
          counts={counts}
          histogram={histogram}
          chosen={state.severity}
          onChoose={(severity) => void setState({ severity })}
        />
      )}
      {!problem && (
        <LogRecords logs={logs} tail={tail} state={state} question={question} onOpen={open} />
      )}
      <LogPanel
        id={state.log}
        onClose={() => void setState({ log: null })}
        onOpen={open}
        onNarrow={narrow}
      />
    </div>
  );
}

/** What the server says against the search itself. */
const searchProblem = (error: Error | null): string | null =>
  error instanceof ApiError && error.status === 400 && error.message.startsWith("search: ")
    ? error.message.slice("search: ".length)
    : null;
