"use client";

import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import Link from "next/link";
import { useBar, useHref } from "@/components/frame/use-bar.ts";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { QueryError } from "@/components/ui/query-error.tsx";
import { RowsSkeleton } from "@/components/ui/states.tsx";
import { StatusIcon } from "@/components/ui/status-icon.tsx";
import { journeyQuery } from "@/lib/client/journey.ts";
import type { JourneyChecklistItem, JourneyResponse } from "@/lib/contract/journey.ts";
import { formatRatio, joined } from "@/lib/view/format.ts";
import {
  evidenceText,
  type JourneyStep,
  journeySentence,
  journeySteps,
  userBars,
} from "@/lib/view/journey.ts";

/** How far the system has come by its users, what that asks for, and what of it is seen. */
export function JourneyCard() {
  const { bar } = useBar();
  const { from, to, environment, namespace, service } = bar;
  const question = useQuery(journeyQuery({ from, to, environment, namespace, service }));
  const { data, error } = question;
  return (
    <Card>
      <CardHeader title="Scaling journey" note="by distinct users in a day" />
      {data && <Journey answer={data} />}
      {!data && error && (
        <QueryError
          error={error}
          missing="How far the system has come is not known."
          onRetry={() => void question.refetch()}
        />
      )}
      {!data && !error && <RowsSkeleton rows={5} />}
    </Card>
  );
}

function Journey({ answer }: { answer: JourneyResponse }) {
  return (
    <div className="space-y-4 p-4 text-13">
      <p className="font-medium">{journeySentence(answer)}</p>
      {answer.stage === null ? <HowToName /> : <Users answer={answer} />}
      <ol className="grid gap-4 desk:grid-cols-3" aria-label="Stages">
        {journeySteps(answer).map((step) => (
          <Step key={step.stage} step={step} />
        ))}
      </ol>
    </div>
  );
}

function HowToName() {
  return (
    <pre className="whitespace-pre-wrap break-words rounded-2 bg-surface-2 p-3 text-12">
      {`// in the handler, once it is known who asks
trace.getActiveSpan()?.setAttribute("enduser.id", user.id);`}
    </pre>
  );
}

function Users({ answer }: { answer: JourneyResponse }) {
  return (
    <section aria-label="Distinct users by day">
      <ol className="grid grid-cols-7 gap-1 tablet:max-w-xl">
        {userBars(answer).map(({ day, text, share }) => (
          <li key={day} className="flex flex-col justify-end text-center">
            <span className="truncate text-11 text-text-2">{text}</span>
            <span aria-hidden className="flex h-8 items-end rounded-1 bg-surface-2">
              <span
                className="w-full rounded-1 bg-accent"
                style={{ height: `${(share ?? 0) * 100}%` }}
              />
            </span>
            <span className="truncate text-11 text-text-3">{day.slice(5)}</span>
          </li>
        ))}
      </ol>
      <p className="mt-1 text-12 text-text-3">
        Distinct users by UTC day, each ±{joined(formatRatio(answer.standardErrorRatio))}. Ids are
        not kept.
      </p>
    </section>
  );
}

function Step({ step }: { step: JourneyStep }) {
  return (
    <li
      className={clsx("rounded-2 border p-3", step.isCurrent ? "border-accent" : "border-line")}
      aria-current={step.isCurrent ? "step" : undefined}
    >
      <h3 className="flex flex-wrap items-baseline gap-x-2 font-semibold">
        {step.title}
        {step.isCurrent && <span className="text-12 text-accent">you are here</span>}
        <span className="text-12 font-normal text-text-3">{step.reach}</span>
        <span className="ml-auto text-12 font-normal text-text-2">{step.summary}</span>
      </h3>
      <ul className="mt-2 space-y-2">
        {step.items.map((item) => (
          <Item key={item.id} item={item} />
        ))}
      </ul>
    </li>
  );
}

function Item({ item }: { item: JourneyChecklistItem }) {
  const hrefOf = useHref();
  return (
    <li className="flex gap-2">
      <span className="mt-0.5">
        <StatusIcon
          status={item.isSeen ? "ok" : "unknown"}
          label={item.isSeen ? "seen" : "not seen"}
        />
      </span>
      <span className="min-w-0">
        <Link href={hrefOf(item.href)} className="font-medium hover:underline">
          {item.title}
        </Link>
        <span className="block break-words text-12 text-text-2">{evidenceText(item)}</span>
        {!item.isSeen && <span className="block text-12 text-text-3">{item.why}</span>}
      </span>
    </li>
  );
}
