import { startAlertEvaluation } from "@/lib/jobs/alert-loop.ts";
import { startDelivery } from "@/lib/jobs/delivery-loop.ts";
import { createPool } from "@/lib/platform/db.ts";

/** A process that evaluates and delivers, to be killed. Its name stands in what it sends. */
const [, , name = ""] = process.argv;
const url = process.env.DATABASE_URL ?? "";
const pool = (use: string) => createPool(url, { name: use, max: 2, statementTimeoutMs: 30_000 });
startAlertEvaluation(pool("alerts"), name);
startDelivery(pool("delivery"), { publicUrl: `https://${name}.example`, allow: ["127.0.0.1"] });
process.stdout.write("started\n");
