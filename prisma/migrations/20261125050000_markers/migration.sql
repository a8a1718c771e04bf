-- Configuration: what people and pipelines say happened. Read and written through Prisma only.
-- A service, namespace or environment that is null is any; an empty text is one that is not named, as in telemetry.
CREATE TABLE "marker" (
  "id" text NOT NULL,
  "kind" text NOT NULL,
  "title" text NOT NULL,
  "at" timestamp(3) NOT NULL,
  "service" text,
  "namespace" text,
  "environment" text,
  "version" text,
  "url" text,
  "description" text,
  "ownerId" text NOT NULL,
  "ownerName" text NOT NULL,
  "idempotencyKey" text,
  "createdAt" timestamp(3) NOT NULL,
  CONSTRAINT "marker_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "marker_at_idx" ON "marker" ("at");
-- A key belongs to who sent it: two pipelines may choose the same one.
CREATE UNIQUE INDEX "marker_ownerId_idempotencyKey_key" ON "marker" ("ownerId", "idempotencyKey");
