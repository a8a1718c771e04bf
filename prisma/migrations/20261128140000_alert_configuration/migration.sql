-- Configuration: rules that are evaluated, where notifications go, and what is silenced.
CREATE TABLE "alert_rule" (
  "id" text NOT NULL,
  "name" text NOT NULL,
  "enabled" boolean NOT NULL,
  "spec" jsonb NOT NULL,
  "version" integer NOT NULL DEFAULT 1,
  "createdAt" timestamp(3) NOT NULL,
  "updatedAt" timestamp(3) NOT NULL,
  "updatedBy" text NOT NULL,
  CONSTRAINT "alert_rule_pkey" PRIMARY KEY ("id")
);
