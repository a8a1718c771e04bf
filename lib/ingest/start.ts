import type { AnonymousPrincipal, KeyPrincipal } from "@/lib/domain/principal.ts";
import { setIntakeStats } from "@/lib/platform/intake-stats.ts";
import { announceLive } from "@/lib/platform/read-routing.ts";
import { selfFigures, takeThread } from "@/lib/platform/self-figures.ts";
import { onShutdown } from "@/lib/platform/shutdown.ts";
import { startWorkerThread, type WorkerThread } from "@/lib/platform/worker-thread.ts";
import { closeGateway } from "./gateway.ts";
import { ingestState } from "./ingest-state.ts";
import type { FromWorker, IngestReport, ToWorker } from "./messages.ts";

type LookUp = (authorization: string) => Promise<KeyPrincipal | AnonymousPrincipal>;

/**
 * Starts the ingest thread with its receivers and resolves once they listen. `lookUp` tells whom an Authorization
 * header stands for; when it rejects, senders are asked to come back.
 */
export async function startIngest(databaseUrl: string, lookUp: LookUp): Promise<void> {
  const state = ingestState();
  const worker: WorkerThread<ToWorker> = startWorkerThread<ToWorker, FromWorker>(
    "ingest-worker",
    databaseUrl,
    (message) => {
      switch (message.kind) {
        case "answer":
          state.answers.get(message.id)?.(message.answer);
          state.answers.delete(message.id);
          return;
        case "who":
          void lookUp(message.authorization)
            .catch(() => null)
            .then((principal) => worker.tell({ kind: "principal", id: message.id, principal }));
          return;
        case "changed": {
          const { services, signals } = message;
          void announceLive({ at: new Date().toISOString(), services, signals });
          return;
        }
        case "stats":
          setIntakeStats(message.stats);
          takeReport(message.figures);
          return;
      }
    },
  );
  state.tell = worker.tell;
  onShutdown("receivers", async () => {
    await worker.stop();
    closeGateway();
  });
  await worker.started;
}

function takeReport({ ingest, thread, newLagsMs, newCommitsMs }: IngestReport): void {
  const self = selfFigures();
  self.ingest = ingest;
  takeThread(thread);
  for (const ms of newLagsMs) self.onDuration("ingest lag", ms);
  for (const ms of newCommitsMs) self.onDuration("group commit", ms);
}
