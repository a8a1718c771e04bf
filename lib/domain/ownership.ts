import { ForbiddenError, UnauthenticatedError } from "./permissions.ts";
import type { Principal } from "./principal.ts";

/** For everybody, or for its owner alone. */
export const VISIBILITIES = ["all", "owner"] as const;
export type Visibility = (typeof VISIBILITIES)[number];

/** Who made or saved something: `user:ID` or `key:ID`, and the name at that time. */
export type Author = { id: string; name: string };

/** Something that a person or a key made. */
export type Owned = { ownerId: string; visibility: Visibility };

/** The author that a principal is. Throws `UnauthenticatedError` for nobody. */
export function authorOf(principal: Principal): Author {
  if (principal.kind === "anonymous") throw new UnauthenticatedError();
  return { id: `${principal.kind}:${principal.id}`, name: principal.name };
}

/** The visibility of a stored text; whatever is unknown stays with its owner. */
export const parseVisibility = (text: string): Visibility =>
  VISIBILITIES.find((visibility) => visibility === text) ?? "owner";

/** Whether somebody may know of it. */
export const isVisibleTo = ({ ownerId, visibility }: Owned, author: Author): boolean =>
  visibility === "all" || ownerId === author.id;

/** Throws `ForbiddenError` when somebody else would take what all can see for its owner alone, or share it. */
export function requireOwnVisibility(owned: Owned, wanted: Visibility, author: Author): void {
  if (owned.visibility === wanted || owned.ownerId === author.id) return;
  throw new ForbiddenError("Only its owner can change who sees it");
}
