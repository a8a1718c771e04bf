import { PRODUCT_COUNT, SEEDED_ORDERS, USER_COUNT } from "../load/journeys.ts";
import { arrivalsOnCalendar, BUSIEST_PER_SECOND } from "../load/load-shape.ts";
import { exponential, pickHeavyTailed, pickPopular, pickWeighted, type Random } from "../random.ts";
import { hadFault, ordersReleaseAt } from "./calendar.ts";
import { listOrders, listProducts, placeOrder } from "./past-orders.ts";
import { PastProcess } from "./past-process.ts";
import { findUser, logIn } from "./past-users.ts";
import { type Asked, PastWork, type Reply } from "./past-work.ts";
import type { Route } from "./route.ts";
import { type SpanId, SpanPen } from "./span-pen.ts";
import { INNER, PUBLIC, STATEMENTS } from "./spans-of-the-shop.ts";

type Visit = { weight: number; make: (startMs: number) => void };

type Step = (startMs: number, span: SpanId) => Reply;

/** An order that does not exist, as in stale links. */
const STALE_ORDER = 99_999_999;

/** The shop of the past: the same processes, routes and mix of visits as the live one's, told and not run. */
export class PastShop {
  readonly processes: readonly PastProcess[];
  readonly work: PastWork;
  private readonly gateway: PastProcess;
  private readonly orders: readonly [PastProcess, PastProcess];
  private readonly users: PastProcess;
  private readonly email: PastProcess;
  private readonly slowBuilds = new Set<PastProcess>();
  private readonly faults = { slowEndpoint: false, errorBurst: false };
  private turn = 0;
  private orderId = SEEDED_ORDERS;

  constructor(
    private readonly random: Random,
    private readonly past: { fromMs: number; untilMs: number },
  ) {
    const { fromMs, untilMs } = past;
    const process = (service: PastProcess["service"], instance: string, version: string) =>
      new PastProcess(service, instance, version, fromMs);
    const { version } = ordersReleaseAt(fromMs, untilMs);
    this.gateway = process("gateway", "gateway-1", "3.2.0");
    this.orders = [process("orders", "orders-1", version), process("orders", "orders-2", version)];
    this.users = process("users", "users-1", "2.8.1");
    this.email = process("email", "email-1", "1.1.0");
    this.processes = [this.gateway, ...this.orders, this.users, this.email];
    this.work = new PastWork(new SpanPen(random), random);
  }

  /** Everything that happened from a moment on (Unix ms), for so long. */
  live(fromMs: number, lengthMs: number): void {
    this.work.pen.setBase(fromMs);
    this.rollOut(fromMs);
    this.faults.slowEndpoint = hadFault("slow-endpoint", fromMs);
    this.faults.errorBurst = hadFault("error-burst", fromMs);
    const perSecond = arrivalsOnCalendar(fromMs + lengthMs / 2);
    this.work.slowdown = 1 + 0.6 * (perSecond / BUSIEST_PER_SECOND) ** 2;
    let atMs = exponential(this.random, 1_000 / perSecond);
    while (atMs < lengthMs) {
      this.work.pen.beginTrace();
      pickWeighted(this.random, this.visits).make(atMs);
      atMs += exponential(this.random, 1_000 / perSecond);
    }
  }

  /** One instance at a time, as the live demo rolls out. */
  private rollOut(atMs: number): void {
    const { version, slow } = ordersReleaseAt(atMs, this.past.untilMs);
    const old = this.orders.find((process) => process.version !== version);
    if (!old) return;
    old.replace(version, atMs);
    if (slow) this.slowBuilds.add(old);
    else this.slowBuilds.delete(old);
  }

  /** With the weights of `load/journeys.ts`. */
  private readonly visits: readonly Visit[] = [
    { weight: 30, make: (at) => this.visitCatalog(at) },
    { weight: 14, make: (at) => this.visitProduct(at) },
    { weight: 8, make: (at) => this.visitSearch(at) },
    { weight: 14, make: (at) => this.visitUser(at) },
    { weight: 10, make: (at) => this.visitUserOrders(at) },
    { weight: 9, make: (at) => this.visitOrder(at, pickPopular(this.random, SEEDED_ORDERS), 200) },
    { weight: 4, make: (at) => this.readReceipt(at) },
    { weight: 6, make: (at) => this.openSession(at) },
    { weight: 6, make: (at) => this.buy(at) },
    { weight: 0.4, make: (at) => this.visitOrder(at, STALE_ORDER, 404) },
  ];

  private visitCatalog(atMs: number): void {
    this.enter(PUBLIC.catalog, { atMs, id: 0 }, (startMs, caller) => {
      const process = this.nextOrders();
      const slow = this.slowBuilds.has(process);
      return this.call({ process, route: INNER.catalog, id: 0, caller, startMs }, (at, span) =>
        listProducts(this.work, process, { startMs: at, span, slow }),
      );
    });
  }

  private visitProduct(atMs: number): void {
    const id = pickPopular(this.random, PRODUCT_COUNT);
    this.enter(PUBLIC.product, { atMs, id }, (startMs, caller) => {
      const process = this.nextOrders();
      return this.call({ process, route: INNER.product, id, caller, startMs }, (at, span) => ({
        endMs: this.work.query(process, STATEMENTS.product, { span, startMs: at }),
        status: 200,
      }));
    });
  }

  private visitSearch(atMs: number): void {
    this.enter(PUBLIC.search, { atMs, id: 0 }, (startMs, caller) => {
      const process = this.nextOrders();
      return this.call({ process, route: INNER.search, id: 0, caller, startMs }, (at, span) => {
        const rankedMs = at + this.work.takes(25);
        const query = { span, startMs: rankedMs, medianMs: 1.8 };
        return { endMs: this.work.query(process, STATEMENTS.search, query), status: 200 };
      });
    });
  }

  private visitUser(atMs: number): void {
    const id = pickHeavyTailed(this.random, USER_COUNT);
    this.enter(PUBLIC.user, { atMs, id }, (startMs, caller) => this.callUser(id, startMs, caller));
  }

  private visitUserOrders(atMs: number): void {
    const id = pickHeavyTailed(this.random, USER_COUNT);
    const { slowEndpoint: slow } = this.faults;
    this.enter(PUBLIC.userOrders, { atMs, id }, (startMs, caller) => {
      const process = this.nextOrders();
      return this.call({ process, route: INNER.userOrders, id, caller, startMs }, (at, span) =>
        listOrders(this.work, process, { startMs: at, span, slow }),
      );
    });
  }

  private visitOrder(atMs: number, id: number, status: number): void {
    this.enter(PUBLIC.order, { atMs, id }, (startMs, caller) =>
      this.callOrder(id, status, { startMs, caller }),
    );
  }

  private readReceipt(atMs: number): void {
    const id = pickPopular(this.random, SEEDED_ORDERS);
    this.enter(PUBLIC.receipt, { atMs, id }, (startMs, caller) => {
      const order = this.callOrder(id, 200, { startMs, caller });
      const user = this.callUser(1 + ((id * 7) % USER_COUNT), order.endMs, caller);
      const asked = { process: this.email, route: INNER.receipt, id: 0, caller };
      return this.call({ ...asked, startMs: user.endMs }, (at) => ({
        endMs: at + this.work.takes(12),
        status: 200,
      }));
    });
  }

  private openSession(atMs: number): void {
    const user = pickHeavyTailed(this.random, USER_COUNT);
    const { errorBurst: burst } = this.faults;
    this.enter(PUBLIC.sessions, { atMs, id: 0 }, (startMs, caller) => {
      const asked = { process: this.users, route: INNER.sessions, id: 0, caller, startMs };
      return this.call(asked, (at, span) =>
        logIn(this.work, this.users, { startMs: at, span, user, burst }),
      );
    });
  }

  private buy(atMs: number): void {
    const orderId = ++this.orderId;
    this.enter(PUBLIC.orders, { atMs, id: 0 }, (startMs, caller) => {
      const user = this.callUser(pickHeavyTailed(this.random, USER_COUNT), startMs, caller);
      const orders = this.nextOrders();
      const asked = { process: orders, route: INNER.orders, id: 0, caller, startMs: user.endMs };
      return this.call(asked, (at, span) =>
        placeOrder(this.work, { orders, email: this.email }, { startMs: at, span, orderId }),
      );
    });
  }

  private callUser(id: number, startMs: number, caller: SpanId): Reply {
    const asked = { process: this.users, route: INNER.user, id, caller, startMs };
    return this.call(asked, (at, span) => findUser(this.work, this.users, { startMs: at, span }));
  }

  private callOrder(
    id: number,
    status: number,
    { startMs, caller }: { startMs: number; caller: SpanId },
  ): Reply {
    const process = this.nextOrders();
    return this.call({ process, route: INNER.order, id, caller, startMs }, (at, span) => ({
      endMs: this.work.query(process, STATEMENTS.order, { span, startMs: at, medianMs: 1.3 }),
      status,
    }));
  }

  /** A visitor's request: the gateway forwards it, and says 502 of what fails behind it. */
  private enter(route: Route, { atMs, id }: { atMs: number; id: number }, step: Step): void {
    const asked = { process: this.gateway, route, id, caller: null, startMs: atMs };
    this.work.serve(asked, (startMs, span) => {
      const { endMs, status } = step(startMs, span);
      return {
        endMs: Math.max(endMs, startMs + this.work.takes(2)),
        status: status >= 500 ? 502 : status,
      };
    });
  }

  private call(asked: Asked, work: Step): Reply {
    return this.work.call(this.gateway, asked, work);
  }

  private nextOrders(): PastProcess {
    this.turn = 1 - this.turn;
    return this.orders[this.turn === 0 ? 0 : 1];
  }
}
