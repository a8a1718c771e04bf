import { NotFoundError } from "@/lib/domain/problem.ts";
import { env } from "@/lib/platform/env.ts";
import { auth, CLIENT_ADDRESS_HEADER } from "@/lib/web/auth.ts";
import { openRoute } from "@/lib/web/http.ts";
import { clientAddress, remoteOf } from "@/lib/web/http-remote.ts";
import { LOGIN_LINK_PATH } from "@/lib/web/login-link.ts";

/** What of better-auth can be reached; everything else of it stays shut until a page needs it. */
const OPENED = new Set([`/api/auth${LOGIN_LINK_PATH}`]);

/** better-auth's own endpoints. */
export const GET = openRoute("GET /api/auth/[...all]", async (request) => {
  if (!OPENED.has(new URL(request.url).pathname)) throw new NotFoundError("There is nothing here");
  const headers = new Headers(request.headers);
  const address = clientAddress(remoteOf(request.headers), env().trustedProxies);
  headers.delete(CLIENT_ADDRESS_HEADER);
  if (address !== null) headers.set(CLIENT_ADDRESS_HEADER, address);
  return auth().handler(new Request(request, { headers }));
});
