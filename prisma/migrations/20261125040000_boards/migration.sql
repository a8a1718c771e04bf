-- Configuration: boards, what each save of one left, and saved views. Read and written through Prisma only.
-- An owner is "user:ID" or "key:ID"; it has no foreign key, so that what somebody shared outlives them.
CREATE TABLE "board" (
  "id" text NOT NULL,
  "name" text NOT NULL,
  "visibility" text NOT NULL,
  "ownerId" text NOT NULL,
  "ownerName" text NOT NULL,
  "spec" jsonb NOT NULL,
  "version" integer NOT NULL DEFAULT 1,
  "createdAt" timestamp(3) NOT NULL,
  "updatedAt" timestamp(3) NOT NULL,
  "updatedBy" text NOT NULL,
  CONSTRAINT "board_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "board_ownerId_idx" ON "board" ("ownerId");

-- A board as each save left it, the newest too.
CREATE TABLE "board_version" (
  "boardId" text NOT NULL,
  "version" integer NOT NULL,
  "name" text NOT NULL,
  "spec" jsonb NOT NULL,
  "savedAt" timestamp(3) NOT NULL,
  "savedBy" text NOT NULL,
  CONSTRAINT "board_version_pkey" PRIMARY KEY ("boardId", "version"),
  CONSTRAINT "board_version_boardId_fkey" FOREIGN KEY ("boardId") REFERENCES "board" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- The address of a page under a name.
CREATE TABLE "saved_view" (
  "id" text NOT NULL,
  "name" text NOT NULL,
  "path" text NOT NULL,
  "visibility" text NOT NULL,
  "ownerId" text NOT NULL,
  "ownerName" text NOT NULL,
  "createdAt" timestamp(3) NOT NULL,
  "updatedAt" timestamp(3) NOT NULL,
  CONSTRAINT "saved_view_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "saved_view_ownerId_idx" ON "saved_view" ("ownerId");
