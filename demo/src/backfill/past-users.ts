import type { PastProcess } from "./past-process.ts";
import type { PastWork, Reply } from "./past-work.ts";
import type { SpanId } from "./span-pen.ts";
import { STATEMENTS } from "./spans-of-the-shop.ts";

type At = { startMs: number; span: SpanId };

/** How often a user is found in the cache: most are asked for again within its five minutes. */
const HIT_RATIO = 0.86;
const MISTYPED_RATIO = 0.04;
/** As the live demo's identity provider fails during an error burst. */
const BURST_RATIO = 0.4;

/** A user, from the cache or else from the database. */
export function findUser(work: PastWork, users: PastProcess, { startMs, span }: At): Reply {
  const askedMs = work.query(users, STATEMENTS.get, { span, startMs, medianMs: 0.35 });
  if (work.random() < HIT_RATIO) {
    users.counted.cache.hit++;
    return { endMs: askedMs, status: 200 };
  }
  users.counted.cache.miss++;
  const loadedMs = work.query(users, STATEMENTS.user, { span, startMs: askedMs });
  const medianMs = 0.4;
  return {
    endMs: work.query(users, STATEMENTS.set, { span, startMs: loadedMs, medianMs }),
    status: 200,
  };
}

/** A log-in: the identity provider first, then the password. */
export function logIn(
  work: PastWork,
  users: PastProcess,
  { startMs, span, user, burst }: At & { user: number; burst: boolean },
): Reply {
  const askedMs = startMs + work.takes(18);
  if (burst && work.random() < BURST_RATIO) {
    work.log(users, {
      severity: "ERROR",
      body: "POST /sessions failed",
      attributes: {
        "exception.type": "Error",
        "exception.message": "identity provider refused the connection",
      },
      span,
      atMs: askedMs,
    });
    return { endMs: askedMs, status: 500 };
  }
  const endMs = work.query(users, STATEMENTS.password, { span, startMs: askedMs });
  if (work.random() >= MISTYPED_RATIO) return { endMs, status: 201 };
  work.log(users, {
    severity: "WARN",
    body: "log-in refused",
    attributes: { "user.id": String(user) },
    span,
    atMs: endMs,
  });
  return { endMs, status: 401 };
}
