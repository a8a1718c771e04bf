-- Configuration: what services owe. Read and written through Prisma; the evaluator reads it.
CREATE TABLE "alert_objective" (
  "id" text NOT NULL,
  "name" text NOT NULL,
  "spec" jsonb NOT NULL,
  "version" integer NOT NULL DEFAULT 1,
  "createdAt" timestamp(3) NOT NULL,
  "updatedAt" timestamp(3) NOT NULL,
  "updatedBy" text NOT NULL,
  CONSTRAINT "alert_objective_pkey" PRIMARY KEY ("id")
);
