-- The file that a rule or an objective comes from and that alone changes it; null: it was made on the page or by the API.
ALTER TABLE "alert_rule" ADD COLUMN "source" text;
ALTER TABLE "alert_objective" ADD COLUMN "source" text;
