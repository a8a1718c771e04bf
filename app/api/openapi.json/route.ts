import { describeApi } from "@/lib/contract/openapi.ts";
import { sessionCookieName } from "@/lib/platform/auth-cookie.ts";
import { env } from "@/lib/platform/env.ts";
import { openRoute } from "@/lib/platform/http.ts";

/** The description of this API. */
export const GET = openRoute("GET /api/openapi.json", () => {
  const { publicUrl } = env();
  return describeApi({ serverUrl: publicUrl, sessionCookie: sessionCookieName(publicUrl) });
});
