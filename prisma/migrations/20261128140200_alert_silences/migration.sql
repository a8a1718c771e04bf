-- Configuration: alerts that match say nothing for a time. Read and written through Prisma; the evaluator reads it.
CREATE TABLE "alert_silence" (
  "id" text NOT NULL,
  "matchers" jsonb NOT NULL,
  "startsAt" timestamp(3) NOT NULL,
  "endsAt" timestamp(3) NOT NULL,
  "comment" text NOT NULL,
  "ownerId" text NOT NULL,
  "ownerName" text NOT NULL,
  "createdAt" timestamp(3) NOT NULL,
  CONSTRAINT "alert_silence_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "alert_silence_endsAt_idx" ON "alert_silence" ("endsAt");
