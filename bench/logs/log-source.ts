import type { LogRecordRow } from "@/lib/domain/logs.ts";
import { Random } from "../random.ts";

/** Who writes the seeded records. */
export const SOURCES = { services: 20, instances: 3 } as const;

/** Occurs in one record of the whole set, as a part of a longer word. */
export const NEEDLE = "zqx-ledger-mismatch-0417";
/** A value that about fifty records of ten million have: users are numbered up to `USERS`. */
export const RARE_USER = 104_729;
const USERS = 200_000;

const ROUTES = ["/api/orders", "/api/cart", "/api/users", "/api/payments", "/api/search"] as const;
const METHODS = ["GET", "GET", "GET", "POST", "PUT", "DELETE"] as const;
const CITIES = ["lisbon", "osaka", "quito", "tromso", "nairobi", "perth"] as const;

type Written = { severityNumber: number; severityText: string; body: string };

/** Log records as shops write them: lines with ids and figures, structures, now and then a stack; a fixed random source. */
export class LogSource {
  private readonly random = new Random(20_261_125);
  private next = 0n;

  /** The record at a moment, of one of the sources (0 to services × instances − 1). */
  record(timeNs: bigint, origin: { serviceId: bigint; originId: bigint }): LogRecordRow {
    const user = this.random.below(USERS);
    const route = this.pick(ROUTES);
    const method = this.pick(METHODS);
    const milliseconds = Math.round(this.random.latency(0.03) * 10_000) / 10;
    const { severityNumber, severityText, body } = this.write({
      user,
      route,
      method,
      milliseconds,
    });
    const traced = this.random.unit() < 0.3;
    this.next += 1n;
    return {
      ...origin,
      timeNs,
      logId: this.next,
      severityNumber,
      severityText,
      body,
      attributes: JSON.stringify({
        "http.request.method": method,
        "http.route": `${route}/{id}`,
        "user.id": String(user),
        "thread.name": `worker-${this.random.below(16)}`,
        "server.region": this.pick(CITIES),
      }),
      traceId: traced ? Buffer.from(this.hex(32), "hex") : null,
      spanId: traced ? BigInt(this.random.bits()) : null,
      eventName: "",
    };
  }

  private write(told: {
    user: number;
    route: string;
    method: string;
    milliseconds: number;
  }): Written {
    const { user, route, method, milliseconds } = told;
    const kind = this.random.unit();
    const id = this.random.below(10_000_000);
    if (kind < 0.45) {
      const status = this.random.unit() < 0.03 ? 404 : 200;
      return info(`${method} ${route}/${id} ${status} ${milliseconds}ms req=${this.hex(16)}`);
    }
    if (kind < 0.65) {
      return structured({
        level: "info",
        msg: "request completed",
        req: { id: this.uuid(), method, url: `${route}/${id}` },
        user: { id: user, city: this.pick(CITIES) },
        responseTime: milliseconds,
      });
    }
    if (kind < 0.8) {
      return info(
        `order ${this.uuid()} of user ${user} moved from reserved to paid in ${milliseconds} ms`,
      );
    }
    if (kind < 0.92) {
      const text = `cache miss for key user:${user}:basket, loaded ${id % 90} rows from replica-${id % 3}`;
      return { severityNumber: 5, severityText: "DEBUG", body: JSON.stringify(text) };
    }
    if (kind < 0.98) {
      const text = `slow query on ${route.slice(5)}: ${Math.round(milliseconds * 9)} ms, plan ${this.hex(8)}`;
      return { severityNumber: 13, severityText: "WARN", body: JSON.stringify(text) };
    }
    const reason = this.pick(["gateway timeout", "card refused", "connection reset by peer"]);
    const stack = `PaymentError: ${reason} for order ${this.uuid()}\n    at charge (/app/src/payments/charge.ts:${id % 300}:11)\n    at async pay (/app/src/orders/pay.ts:48:5)`;
    return { severityNumber: 17, severityText: "ERROR", body: JSON.stringify(stack) };
  }

  private pick<T>(values: readonly [T, ...T[]]): T {
    return values[this.random.below(values.length)] ?? values[0];
  }

  private hex(digits: number): string {
    let text = "";
    while (text.length < digits) text += this.random.bits().toString(16).padStart(8, "0");
    return text.slice(0, digits);
  }

  private uuid(): string {
    const hex = this.hex(32);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }
}

const info = (text: string): Written => ({
  severityNumber: 9,
  severityText: "INFO",
  body: JSON.stringify(text),
});

const structured = (body: Record<string, unknown>): Written => ({
  severityNumber: 9,
  severityText: "INFO",
  body: JSON.stringify(body),
});
