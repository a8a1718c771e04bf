import { KIND, type SpanShape, type SpanTemplate, spanTemplate } from "./span-template.ts";

let routes = 0;

type Answer = { status: number; id: number };

/** A route of one of the shop's services, with the spans that serving and calling it make. `id` 0: it has none. */
export class Route {
  private readonly serverSpans = new Map<number, SpanTemplate>();
  private readonly clientSpans = new Map<number, SpanTemplate>();

  /** Unlike that of any other route. */
  readonly number = ++routes;

  constructor(
    readonly method: "GET" | "POST",
    readonly path: string,
    private readonly isPublic = false,
  ) {}

  /** The span of a service that answers. */
  server(answer: Answer): SpanTemplate {
    return cached(this.serverSpans, answer, () => this.serverShape(answer));
  }

  /** The span of the gateway, which calls it. */
  client(answer: Answer): SpanTemplate {
    return cached(this.clientSpans, answer, () => this.clientShape(answer));
  }

  private serverShape({ status, id }: Answer): SpanShape {
    return {
      name: `${this.method} ${this.path}`,
      kind: KIND.server,
      isError: status >= 500,
      hasParent: !this.isPublic,
      hasRemoteParent: !this.isPublic,
      attributes: {
        "http.request.method": this.method,
        "url.scheme": "http",
        "url.path": this.pathOf(id),
        "http.route": this.path,
        "http.response.status_code": status,
        "server.address": "127.0.0.1",
        ...(status >= 500 && { "error.type": String(status) }),
      },
    };
  }

  private clientShape({ status, id }: Answer): SpanShape {
    return {
      name: this.method,
      kind: KIND.client,
      isError: status >= 400,
      attributes: {
        "http.request.method": this.method,
        "url.full": `http://127.0.0.1${this.pathOf(id)}`,
        "http.response.status_code": status,
        "server.address": "127.0.0.1",
        ...(status >= 400 && { "error.type": String(status) }),
      },
    };
  }

  private pathOf(id: number): string {
    return this.path.replace(":id", String(id));
  }
}

function cached(
  known: Map<number, SpanTemplate>,
  { status, id }: Answer,
  shape: () => SpanShape,
): SpanTemplate {
  const key = id * 1_000 + status;
  const found = known.get(key);
  if (found) return found;
  const made = spanTemplate(shape());
  known.set(key, made);
  return made;
}
