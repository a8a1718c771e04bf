import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Answer, Ask, Prepared, Sent } from "./messages.ts";

const ENTRY = fileURLToPath(new URL("./send-process.ts", import.meta.url));

/** The process that prepares and sends bodies, from outside. */
export class Sender {
  private readonly child: ChildProcess;

  constructor() {
    const env = { ...process.env, UV_THREADPOOL_SIZE: "4" };
    this.child = fork(ENTRY, { env, execArgv: ["--import", "tsx", "--max-old-space-size=8192"] });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Makes distinct bodies and keeps them. */
  async prepare(ask: Omit<Extract<Ask, { kind: "prepare" }>, "kind">): Promise<Prepared> {
    const answer = await this.ask({ kind: "prepare", ...ask });
    if (answer.kind !== "prepared") throw new Error(complaintOf(answer));
    return answer;
  }

  /** Sends what was prepared to a port of this machine. */
  async run(ask: Omit<Extract<Ask, { kind: "run" }>, "kind">): Promise<Sent> {
    const answer = await this.ask({ kind: "run", ...ask });
    if (answer.kind !== "ran") throw new Error(complaintOf(answer));
    return answer;
  }

  stop(): void {
    if (this.child.connected) this.child.disconnect();
  }

  private ask(ask: Ask): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const ended = () => reject(new Error("the sending process ended"));
      this.child.once("exit", ended);
      this.child.once("message", (answer: Answer) => {
        this.child.off("exit", ended);
        resolve(answer);
      });
      this.child.send(ask);
    });
  }
}

const complaintOf = (answer: Answer): string =>
  answer.kind === "failed" ? answer.message : `an unexpected answer: ${answer.kind}`;
