import { describeApi } from "@/lib/contract/openapi.ts";
import { env } from "@/lib/platform/env.ts";
import { sessionCookieName } from "@/lib/web/auth-cookie.ts";
import { openRoute } from "@/lib/web/http.ts";

/** The description of this API. */
export const GET = openRoute("GET /api/openapi.json", () => {
  const { publicUrl } = env();
  return describeApi({ serverUrl: publicUrl, sessionCookie: sessionCookieName(publicUrl) });
});
