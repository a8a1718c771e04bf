"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { matchersText } from "@/lib/domain/alert-label-text.ts";
import type { AlertRoute, AlertRouting } from "@/lib/domain/alert-routing.ts";
import { channelWords, tellingText } from "@/lib/view/alert-routes.ts";
import { rootAsRoute } from "./root-route.ts";

type Props = {
  routing: AlertRouting;
  names: ReadonlyMap<string, string>;
  isBusy: boolean;
  onEdit: (route: AlertRoute) => void;
  onMove: (id: string, by: -1 | 1) => void;
  onDelete: (id: string) => void;
};

/** Routes in their order, what is left over last. */
export function RouteList({ routing, names, isBusy, onEdit, onMove, onDelete }: Props) {
  const { routes } = routing;
  return (
    <ol aria-label="Routes" className="divide-y divide-line text-13">
      {routes.map((route, at) => (
        <Row key={route.id} route={route} names={names}>
          <Button
            square
            kind="bare"
            disabled={isBusy || at === 0}
            aria-label={`Move ${route.name} up`}
            onClick={() => onMove(route.id, -1)}
          >
            <ArrowUp size={14} aria-hidden />
          </Button>
          <Button
            square
            kind="bare"
            disabled={isBusy || at === routes.length - 1}
            aria-label={`Move ${route.name} down`}
            onClick={() => onMove(route.id, 1)}
          >
            <ArrowDown size={14} aria-hidden />
          </Button>
          <Button aria-label={`Change ${route.name}`} onClick={() => onEdit(route)}>
            Change
          </Button>
          <Button
            kind="bare"
            disabled={isBusy}
            aria-label={`Delete ${route.name}`}
            onClick={() => {
              if (window.confirm(`Delete the route “${route.name}”?`)) onDelete(route.id);
            }}
          >
            Delete
          </Button>
        </Row>
      ))}
      <Row route={rootAsRoute(routing)} names={names}>
        <Button
          aria-label="Change where everything else goes"
          onClick={() => onEdit(rootAsRoute(routing))}
        >
          Change
        </Button>
      </Row>
    </ol>
  );
}

type RowProps = {
  route: AlertRoute;
  names: ReadonlyMap<string, string>;
  children: React.ReactNode;
};

function Row({ route, names, children }: RowProps) {
  const { name, matchers, channelIds } = route;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2">
      <span className="min-w-0 flex-1 basis-64">
        <span className="block font-medium break-words">
          {name} <span className="font-normal text-text-3">to</span>{" "}
          {channelWords(channelIds, names)}
        </span>
        {matchers.length > 0 && (
          <span className="block break-words font-mono text-12 text-text-2">
            {matchersText(matchers)}
            {route.continue && <span className="font-sans"> · and on to the next route</span>}
          </span>
        )}
        <span className="block text-12 text-text-3">{tellingText(route)}</span>
      </span>
      <span className="flex gap-2">{children}</span>
    </li>
  );
}
