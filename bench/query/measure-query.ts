import { Agent, get } from "node:http";
import pg from "pg";
import { z } from "zod";
import { requestsParams } from "@/lib/contract/requests.ts";
import { servicesParams } from "@/lib/contract/services.ts";
import { closePools } from "@/lib/platform/db.ts";
import { findEmbeddedPostgres } from "@/lib/platform/embedded-postgres.ts";
import { queryRequests } from "@/lib/query/requests.ts";
import { queryServices } from "@/lib/query/services.ts";
import { Headroom } from "../headroom.ts";
import { type CallTimes, timeCalls } from "../time-calls.ts";
import { type Question, questionsOver } from "./questions.ts";
import { SEEDED_NAMESPACE, seedHistory } from "./seed-history.ts";

export type QueryOptions = {
  series: number[];
  profile: string | null;
  say: (line: string) => void;
};

export type QueryRun = {
  name: string;
  aimMs: number | null;
  /** Over HTTP, until the whole answer is here. */
  http: CallTimes;
  /** The same function called in a process that does nothing else. */
  direct: CallTimes;
  answerBytes: number;
};

export type QueryReport = {
  seriesCount: number;
  seededRows: number;
  seedSeconds: number;
  runs: QueryRun[];
};

/** Measures questions over seeded history, for each number of series on a server of its own. */
export async function measureQuery(options: QueryOptions): Promise<QueryReport[]> {
  const reports: QueryReport[] = [];
  for (const seriesCount of options.series) reports.push(await measureSeries(seriesCount, options));
  return reports;
}

async function measureSeries(
  seriesCount: number,
  { profile, say }: QueryOptions,
): Promise<QueryReport> {
  const headroom = await Headroom.start({ profile });
  try {
    const url = await findEmbeddedPostgres(headroom.dataDir);
    if (url === null) throw new Error("the embedded Postgres cannot be found");
    const end = Math.floor(Date.now() / 10_000) * 10;
    say(`${seriesCount} series: seeding 30 days`);
    const began = performance.now();
    const seededRows = await seed(url, { seriesCount, end });
    const seedSeconds = (performance.now() - began) / 1000;
    process.env.DATABASE_URL = url;
    const runs: QueryRun[] = [];
    for (const question of questionsOver(seriesCount, end)) {
      say(`${seriesCount} series: ${question.name}`);
      runs.push(await measureQuestion(headroom, question));
    }
    return { seriesCount, seededRows, seedSeconds, runs };
  } finally {
    await closePools();
    globalThis.headroomSeriesCatalog = undefined;
    await headroom.stop();
  }
}

async function seed(url: string, what: { seriesCount: number; end: number }): Promise<number> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await seedHistory(client, what);
  } finally {
    await client.end();
  }
}

const counted = z.object({ requestCount: z.number().nullable() });
const named = z.object({ namespace: z.string() });
const requestsAnswer = z.object({ groups: z.array(z.object({ key: named, totals: counted })) });
const servicesAnswer = z.object({ services: z.array(counted.extend(named.shape)) });

async function measureQuestion(headroom: Headroom, question: Question): Promise<QueryRun> {
  const { name, aimMs, params, path } = question;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const target = `${path}?${new URLSearchParams(params)}`;
  const call = () => fetchText(agent, headroom, target);
  const text = await call();
  requireCount(question, JSON.parse(text));
  const http = await timeCalls(call);
  agent.destroy();
  const direct = await timeCalls(() => askDirectly(question));
  return { name, aimMs, http, direct, answerBytes: text.length };
}

/** An answer that misses requests must not be praised for its speed. Headroom's own are of no namespace. */
function requireCount(question: Question, answer: unknown): void {
  const figures =
    question.path === "/api/v1/services"
      ? servicesAnswer.parse(answer).services
      : requestsAnswer.parse(answer).groups.map(({ key, totals }) => ({ ...key, ...totals }));
  const seeded = figures.filter(({ namespace }) => namespace === SEEDED_NAMESPACE);
  const count = seeded.reduce((sum, { requestCount }) => sum + (requestCount ?? 0), 0);
  if (count === question.requests) return;
  throw new Error(`${question.name}: ${count} requests, not ${question.requests}`);
}

function fetchText(agent: Agent, headroom: Headroom, path: string): Promise<string> {
  const headers = { authorization: headroom.authorization };
  const options = { host: "127.0.0.1", port: headroom.port, path, agent, headers };
  return new Promise((resolve, reject) => {
    get(options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(`GET ${path}: ${response.statusCode} ${text}`));
      });
    }).on("error", reject);
  });
}

function askDirectly({ path, params }: Question): Promise<unknown> {
  if (path === "/api/v1/services") return queryServices(servicesParams.parse(params), Date.now());
  return queryRequests(requestsParams.parse(params), Date.now());
}
