import { env } from "@/lib/platform/env.ts";
import { auth } from "@/lib/web/auth.ts";
import { openRoute } from "@/lib/web/http.ts";
import { requireOwnOrigin } from "@/lib/web/http-origin.ts";
import { forgetSession } from "@/lib/web/principal.ts";

/** Ends the session of the form's sender, if there is one, and leads to the log-in page. */
export const POST = openRoute("POST /api/log-out", async (request) => {
  requireOwnOrigin(request, env().publicUrl);
  const cookie = request.headers.get("cookie") ?? "";
  const ended = await auth().api.signOut({ headers: new Headers({ cookie }), asResponse: true });
  forgetSession(request);
  const headers = new Headers({ location: "/login", "cache-control": "no-store" });
  for (const header of ended.headers.getSetCookie()) headers.append("set-cookie", header);
  return new Response(null, { status: 303, headers });
});
