import { Pool } from "pg";
import * as log from "./log.ts";

/** The shop's own database; a lost connection is logged and replaced at the next query. */
export function openDatabase(): Pool {
  const pool = new Pool({ connectionString: process.env.DEMO_DATABASE_URL, max: 4 });
  pool.on("error", (error) => log.error("database connection lost", error));
  return pool;
}
