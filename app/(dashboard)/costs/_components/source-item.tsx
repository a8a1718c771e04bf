import { Button } from "@/components/ui/button.tsx";
import { StatusIcon, statusText } from "@/components/ui/status-icon.tsx";
import type { CostSourceRow } from "@/lib/view/cost-source-rows.ts";

type Props = { row: CostSourceRow; onEdit: () => void; onRun: () => void; onDelete: () => void };

/** A source with how it is, what is stored of it, and what can be done. */
export function SourceItem({ row, onEdit, onRun, onDelete }: Props) {
  const { source, kind, status, state, trouble, agreement } = row;
  return (
    <li className="border-b border-line px-4 py-2.5 text-13 last:border-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <StatusIcon status={status} />
        <span className="font-medium">{source}</span>
        <span className="text-12 text-text-3">{kind}</span>
        <span className={statusText(status)}>{state}</span>
        <span className="ml-auto flex gap-1">
          {row.canRun && (
            <Button kind="bare" aria-label={`Read ${source} now`} onClick={onRun}>
              Read now
            </Button>
          )}
          {row.canEdit && (
            <Button kind="bare" aria-label={`Edit ${source}`} onClick={onEdit}>
              Edit
            </Button>
          )}
          {row.canDelete && (
            <Button kind="bare" aria-label={`Delete ${source}`} onClick={onDelete}>
              Delete
            </Button>
          )}
        </span>
      </div>
      {trouble !== null && <p className={`mt-1 text-12 ${statusText(status)}`}>{trouble}</p>}
      <dl className="mt-1 flex flex-wrap gap-x-6 gap-y-1 text-12 text-text-2">
        <Fact name="Stored" value={row.covers} />
        <Fact name="Last good" value={row.lastGood} />
        {row.next !== "–" && <Fact name="Next" value={row.next} />}
        {row.requests !== null && <Fact name="Requests" value={row.requests} />}
        {agreement && (
          <Fact
            name="Check"
            value={agreement.text}
            className={agreement.agrees ? "" : "text-warning"}
          />
        )}
      </dl>
      {agreement?.detail && <p className="mt-1 text-12 text-text-3">{agreement.detail}.</p>}
    </li>
  );
}

function Fact({ name, value, className }: { name: string; value: string; className?: string }) {
  return (
    <div className="flex gap-1.5">
      <dt className="text-text-3">{name}</dt>
      <dd className={className}>{value}</dd>
    </div>
  );
}
