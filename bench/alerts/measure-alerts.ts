import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { evaluateAlerts } from "@/lib/jobs/evaluate-alerts.ts";
import { closePools } from "@/lib/platform/db.ts";
import { findEmbeddedPostgres } from "@/lib/platform/embedded-postgres.ts";
import { questionsOf } from "@/lib/query/alert-forms.ts";
import { questionText } from "@/lib/query/alert-readings.ts";
import { acquireAlertLease } from "@/lib/store/alert-lease.ts";
import { Headroom } from "../headroom.ts";
import { percentile } from "../percentile.ts";
import { benchRule, ROUTES, routeOf } from "./bench-rules.ts";

const RULES = [100, 300, 1_000] as const;
const GROUPS = 50;
const MINUTE_MS = 60_000;
/** How far back requests are seeded, each service one a minute on each route. */
const SEEDED_MINUTES = 70;
const EVALUATIONS = 10;
const LEASE_MS = 600_000;

export type AlertRun = {
  rules: number;
  questions: number;
  firing: number;
  firstMs: number;
  p50Ms: number | null;
  worstMs: number;
};
export type AlertReport = { groups: number; requests: number; runs: AlertRun[] };

/** Measures how long the evaluation of many rules takes, in a process of its own beside a server that receives nothing. */
export async function measureAlerts({
  say,
}: {
  say: (line: string) => void;
}): Promise<AlertReport> {
  const headroom = await Headroom.start({});
  try {
    const url = await findEmbeddedPostgres(headroom.dataDir);
    if (url === null) throw new Error("the embedded Postgres cannot be found");
    process.env.DATABASE_URL = url;
    const pool = new pg.Pool({ connectionString: url, max: 4 });
    try {
      return await measure(headroom, pool, say);
    } finally {
      await pool.end();
      await closePools();
    }
  } finally {
    await headroom.stop();
  }
}

async function measure(
  headroom: Headroom,
  pool: pg.Pool,
  say: (line: string) => void,
): Promise<AlertReport> {
  const endMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
  say(`seeding ${SEEDED_MINUTES} minutes of ${GROUPS} services`);
  const requests = await seed(headroom, endMs);
  await sleep(15_000);
  const runs: AlertRun[] = [];
  for (const rules of RULES) {
    say(`evaluating ${rules} rules`);
    runs.push(await measureRules(pool, rules, endMs));
  }
  return { groups: GROUPS, requests, runs };
}

/** Every tenth service is slow and fails every second request. Returns how many requests were sent. */
async function seed(headroom: Headroom, endMs: number): Promise<number> {
  let sent = 0;
  for (let minute = 1; minute <= SEEDED_MINUTES; minute++) {
    const atMs = endMs - minute * MINUTE_MS;
    const body = Array.from({ length: GROUPS * ROUTES }, (_, i) => {
      const service = i % GROUPS;
      const isBad = service % 10 === 0;
      return {
        service: `service-${service}`,
        endpoint: routeOf(Math.floor(i / GROUPS)),
        method: "GET",
        statusCode: isBad && i % 20 === 0 ? 500 : 200,
        duration: isBad ? 500 : 50,
        timestamp: new Date(atMs + (i % 60) * 900).toISOString(),
      };
    });
    const response = await fetch(`http://127.0.0.1:${headroom.port}/api/v1/requests`, {
      method: "POST",
      headers: { authorization: headroom.authorization, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`seeding: ${response.status} ${await response.text()}`);
    sent += body.length;
  }
  return sent;
}

async function measureRules(pool: pg.Pool, count: number, endMs: number): Promise<AlertRun> {
  const specs = Array.from({ length: count }, (_, i) => benchRule(i));
  await pool.query("TRUNCATE alert_rule, alert_progress, alerts, alert_gaps, alert_outbox");
  const rows = specs.map((spec, i) => ({ id: `rule-${i}`, name: spec.name, spec }));
  await pool.query(
    `INSERT INTO alert_rule (id, name, enabled, spec, "createdAt", "updatedAt", "updatedBy")
     SELECT id, name, true, spec, now(), now(), 'bench'
     FROM jsonb_to_recordset($1::jsonb) AS rule (id text, name text, spec jsonb)`,
    [JSON.stringify(rows)],
  );
  const times: number[] = [];
  for (let n = EVALUATIONS; n > 0; n--) {
    await pool.query("UPDATE alert_lease SET expires_at = '-infinity'");
    const lease = await acquireAlertLease(pool, `bench ${count} ${n}`, LEASE_MS);
    if (!lease) throw new Error("the server took the lease back");
    const nowMs = endMs - n * MINUTE_MS;
    const began = performance.now();
    const { evaluations } = await evaluateAlerts(pool, { token: lease.token, nowMs });
    times.push(performance.now() - began);
    if (evaluations !== count) throw new Error(`${evaluations} evaluations, not ${count}`);
  }
  const { rows: firing } = await pool.query<{ count: string }>(
    "SELECT count(*) FROM alerts WHERE state = 'firing'",
  );
  const [firstMs = 0, ...others] = times;
  const asked = new Set(specs.flatMap(({ query }) => questionsOf(query, endMs).map(questionText)));
  return {
    ...{ rules: count, questions: asked.size, firing: Number(firing[0]?.count), firstMs },
    ...{ p50Ms: percentile(others, 0.5), worstMs: Math.max(...times) },
  };
}
