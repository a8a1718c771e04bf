import { ForbiddenError } from "@/lib/domain/permissions.ts";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/** Whether the method only reads. */
export const isSafeMethod = (method: string): boolean => SAFE.has(method);

/**
 * Throws `ForbiddenError` for a request that changes something and was not sent by a page of ours: a browser adds the
 * session's cookie to what any page sends. Our pages are at the public address, or at the host of this very request.
 */
export function requireOwnOrigin(request: Request, publicUrl: string): void {
  if (isSafeMethod(request.method)) return;
  const origin = request.headers.get("origin");
  if (origin === null) {
    if (request.headers.get("sec-fetch-site") === "same-origin") return;
    throw new ForbiddenError("The request names no Origin: use a page of Headroom, or a key", CODE);
  }
  const url = URL.canParse(origin) ? new URL(origin) : null;
  const isOurs =
    url !== null &&
    (url.origin === new URL(publicUrl).origin || url.host === request.headers.get("host"));
  if (!isOurs) throw new ForbiddenError("The request comes from a page of another origin", CODE);
}

const CODE = "cross_origin";
