import { StatusIcon } from "@/components/ui/status-icon.tsx";
import type { CostSourcesResponse } from "@/lib/contract/cost-sources.ts";
import { formatAgo } from "@/lib/view/time-format.ts";

const SHOWN = 8;
const WORDS = { waiting: "Still being written", reading: "Being read", broken: "No bill" };

/** What of the watched folder is not taken, and why; a folder in order is one line. */
export function WatchedFolder({
  folder,
  nowMs,
}: {
  folder: CostSourcesResponse["folder"];
  nowMs: number;
}) {
  const { path, files, fileCount, brokenCount } = folder;
  if (path === null && fileCount === 0) return null;
  const open = files.flatMap(({ state, ...file }) =>
    state === "done" ? [] : [{ ...file, state }],
  );
  return (
    <div className="border-t border-line px-4 py-2.5 text-12 text-text-2">
      <p>
        Watched folder {path !== null && <code>{path}</code>}: {fileCount}{" "}
        {fileCount === 1 ? "file" : "files"}
        {brokenCount > 0 && `, ${brokenCount} of them cannot be read`}
      </p>
      {open.length > 0 && (
        <ul className="mt-1 space-y-1" aria-label="Files that are not taken">
          {open.slice(0, SHOWN).map((file) => (
            <li key={file.path} className="flex flex-wrap items-center gap-x-2">
              <StatusIcon status={file.state === "broken" ? "warning" : "ok"} />
              <code className="break-all">{file.path}</code>
              <span>
                {WORDS[file.state]}, {formatAgo(Date.parse(file.since), nowMs)}
              </span>
              {file.error !== null && <span className="text-warning">{file.error}</span>}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
