import type { PastProcess } from "./past-process.ts";
import type { PastWork, Reply } from "./past-work.ts";
import type { SpanId } from "./span-pen.ts";
import { MAIL, STATEMENTS } from "./spans-of-the-shop.ts";

type At = { startMs: number; span: SpanId };

const PAGE_SIZE = 12;

/** The page of products; the slow build asks for each of them by itself. */
export function listProducts(
  work: PastWork,
  orders: PastProcess,
  at: At & { slow: boolean },
): Reply {
  if (!at.slow) return { endMs: work.query(orders, STATEMENTS.products, at), status: 200 };
  let endMs = work.query(orders, STATEMENTS.productIds, at);
  for (let n = 0; n < PAGE_SIZE; n++) {
    const priceRulesMs = 20 + 20 * work.random();
    const { span } = at;
    const query = { span, startMs: endMs, extraMs: priceRulesMs };
    endMs = work.query(orders, STATEMENTS.pricedProduct, query);
  }
  return { endMs, status: 200 };
}

/** The orders of a user; in a slow time one query of half a second goes before. */
export function listOrders(work: PastWork, orders: PastProcess, at: At & { slow: boolean }): Reply {
  let { startMs } = at;
  const { span } = at;
  if (at.slow) {
    const extraMs = 400 + 500 * work.random();
    startMs = work.query(orders, STATEMENTS.slow, { span, startMs, extraMs });
  }
  return { endMs: work.query(orders, STATEMENTS.userOrders, { span, startMs }), status: 200 };
}

const POLL_MS = 500;

/** Stores an order, queues its confirmation in one transaction, and sends it a little later. */
export function placeOrder(
  work: PastWork,
  { orders, email }: { orders: PastProcess; email: PastProcess },
  { startMs, span, orderId }: At & { orderId: number },
): Reply {
  const { pen } = work;
  const begunMs = work.query(orders, STATEMENTS.begin, { span, startMs, medianMs: 0.4 });
  const placedMs = work.query(orders, STATEMENTS.placeOrder, {
    span,
    startMs: begunMs,
    medianMs: 2.2,
  });
  const sending = pen.newSpan();
  const queuedMs = work.query(orders, STATEMENTS.queueMail, { span: sending, startMs: placedMs });
  pen.write(orders.spans.shop, MAIL.send, {
    id: sending,
    parent: span,
    startMs: placedMs,
    endMs: queuedMs,
  });
  const endMs = work.query(orders, STATEMENTS.commit, { span, startMs: queuedMs, medianMs: 1.2 });
  const totalCents = 1_000 + Math.floor(work.random() * 40_000);
  work.log(orders, {
    severity: "INFO",
    body: "order placed",
    attributes: { "order.id": String(orderId), "order.total_cents": totalCents },
    span,
    atMs: endMs,
  });
  confirm(work, email, { sending, startMs: endMs + work.random() * POLL_MS, orderId });
  return { endMs, status: 201 };
}

function confirm(
  work: PastWork,
  email: PastProcess,
  { sending, startMs, orderId }: { sending: SpanId; startMs: number; orderId: number },
): void {
  const span = work.pen.newSpan();
  const sentMs = startMs + work.takes(35);
  const endMs = work.query(email, STATEMENTS.confirm, { span, startMs: sentMs });
  work.pen.write(email.spans.shop, MAIL.process, { id: span, parent: sending, startMs, endMs });
  work.log(email, {
    severity: "INFO",
    body: "confirmation sent",
    attributes: { "order.id": String(orderId) },
    span,
    atMs: endMs,
  });
}
