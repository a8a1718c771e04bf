import { z } from "zod";
import { VISIBILITIES } from "@/lib/domain/ownership.ts";
import { instant } from "./time.ts";

const shared = {
  name: z.string().trim().min(1, "give it a name").max(200),
  path: z
    .string()
    .max(4_000)
    .regex(/^\/(?![/\\])[^\s]*$/, "begins with one / and has no spaces: a page of Headroom")
    .meta({ description: "Path and parameters of a page, such as /requests?service=users" }),
  visibility: z
    .enum(VISIBILITIES)
    .meta({ description: "all: everybody sees it; owner: only who saved it" }),
};

export const savedView = z.object({
  ...shared,
  id: z.string(),
  ownerName: z.string(),
  /** Whether the one who asks saved it. */
  mine: z.boolean(),
  createdAt: instant,
  updatedAt: instant,
});
export type SavedView = z.infer<typeof savedView>;

export const viewsResponse = z.object({ views: z.array(savedView) });
export type ViewsResponse = z.infer<typeof viewsResponse>;

export const newView = z.strictObject({
  ...shared,
  visibility: shared.visibility.default("owner"),
});
export type NewView = z.infer<typeof newView>;

export const viewChange = z.strictObject(shared);
export type ViewChange = z.infer<typeof viewChange>;
