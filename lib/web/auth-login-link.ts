import type { BetterAuthPlugin } from "better-auth";
import { createAuthEndpoint } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import { z } from "zod";
import { RETURN_COOKIE, safeReturnPath } from "@/lib/domain/return-path.ts";
import {
  ensureLocalAdministrator,
  LOCAL_ADMINISTRATOR_ID,
} from "@/lib/store/local-administrator.ts";
import { useLoginLink } from "@/lib/store/login-links.ts";
import { hashSecret } from "./auth-keys.ts";
import { LOGIN_LINK_PATH } from "./login-link.ts";

/**
 * A better-auth plugin: the link logs its first visitor in as the administrator of a local install and leads to
 * the page that they wanted, or to the overview. Any other visit leads to the log-in page, which says why it did not work and how to get a new link.
 */
export function loginLink(now: () => number) {
  return {
    id: "login-link",
    endpoints: {
      useLoginLink: createAuthEndpoint(
        LOGIN_LINK_PATH,
        { method: "GET", query: z.object({ token: z.string() }), metadata: { noStore: true } },
        async (ctx) => {
          const use = await useLoginLink(hashSecret(ctx.query.token), new Date(now()));
          if (use !== "accepted") throw ctx.redirect(`/login?link=${use}`);
          await ensureLocalAdministrator(new Date(now()));
          const { internalAdapter } = ctx.context;
          const user = await internalAdapter.findUserById(LOCAL_ADMINISTRATOR_ID);
          if (user === null) throw ctx.error("INTERNAL_SERVER_ERROR");
          const session = await internalAdapter.createSession(user.id);
          await setSessionCookie(ctx, { session, user });
          const returnTo = safeReturnPath(ctx.getCookie(RETURN_COOKIE));
          ctx.setCookie(RETURN_COOKIE, "", { maxAge: 0, path: "/" });
          throw ctx.redirect(returnTo ?? "/");
        },
      ),
    },
  } satisfies BetterAuthPlugin;
}
