import { type AlertRoute, type AlertRouting, ROOT_ROUTE } from "@/lib/domain/alert-routing.ts";

/** The root route as it is shown and edited. */
export const rootAsRoute = ({ root }: AlertRouting): AlertRoute => ({
  ...{ id: ROOT_ROUTE, name: "Everything else", matchers: [], continue: false },
  ...root,
});

/** A route that is yet to be filled in; it tells as the root route does. */
export const emptyRoute = ({ root }: AlertRouting): AlertRoute => ({
  ...{ id: crypto.randomUUID(), name: "", matchers: [], continue: false },
  ...{ ...root, channelIds: [] },
});
