-- Configuration: where notifications go. "config" may be shown; "sealed" is the whole target with its secrets,
-- encrypted by the secret of this install. Written through Prisma; the delivering thread reads it.
CREATE TABLE "notification_channel" (
  "id" text NOT NULL,
  "kind" text NOT NULL,
  "name" text NOT NULL,
  "config" jsonb NOT NULL,
  "sealed" text NOT NULL,
  "createdAt" timestamp(3) NOT NULL,
  "createdBy" text NOT NULL,
  CONSTRAINT "notification_channel_pkey" PRIMARY KEY ("id")
);
