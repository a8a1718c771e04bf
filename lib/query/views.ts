import { randomUUID } from "node:crypto";
import type { NewView, SavedView, ViewChange, ViewsResponse } from "@/lib/contract/views.ts";
import { type Author, isVisibleTo, requireOwnVisibility } from "@/lib/domain/ownership.ts";
import { NotFoundError } from "@/lib/domain/problem.ts";
import {
  deleteViewRow,
  type StoredView,
  saveViewRow,
  selectView,
  selectViews,
} from "@/lib/store/views.ts";
import type { Asking } from "./boards.ts";

const toResponse = (view: StoredView, author: Author): SavedView => ({
  id: view.id,
  name: view.name,
  path: view.path,
  visibility: view.visibility,
  ownerName: view.ownerName,
  mine: view.ownerId === author.id,
  createdAt: new Date(view.createdMs).toISOString(),
  updatedAt: new Date(view.updatedMs).toISOString(),
});

async function requireView(id: string, author: Author): Promise<StoredView> {
  const view = await selectView(id);
  if (view !== null && isVisibleTo(view, author)) return view;
  throw new NotFoundError("There is no saved view with this id, or it is somebody else's own");
}

/** Every saved view that the author may see, by name. */
export async function queryViews(author: Author): Promise<ViewsResponse> {
  const views = await selectViews(author);
  return { views: views.map((view) => toResponse(view, author)) };
}

/** Saves a page's address; the author owns it. */
export async function createView(view: NewView, { author, nowMs }: Asking): Promise<SavedView> {
  const stored: StoredView = {
    ...view,
    id: randomUUID(),
    ownerId: author.id,
    ownerName: author.name,
    createdMs: nowMs,
    updatedMs: nowMs,
  };
  await saveViewRow(stored);
  return toResponse(stored, author);
}

/** Changes a saved view. Throws `NotFoundError`, and `ForbiddenError` for a visibility that only the owner may change. */
export async function changeView(
  id: string,
  change: ViewChange,
  { author, nowMs }: Asking,
): Promise<SavedView> {
  const view = await requireView(id, author);
  requireOwnVisibility(view, change.visibility, author);
  const stored = { ...view, ...change, updatedMs: nowMs };
  await saveViewRow(stored);
  return toResponse(stored, author);
}

/** Deletes a saved view. Throws `NotFoundError`. */
export async function deleteView(id: string, author: Author): Promise<void> {
  await requireView(id, author);
  await deleteViewRow(id);
}
