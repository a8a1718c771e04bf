import { otlpNotFound } from "@/lib/web/http-ingest.ts";

export {
  otlpNotFound as DELETE,
  otlpNotFound as GET,
  otlpNotFound as PATCH,
  otlpNotFound as POST,
  otlpNotFound as PUT,
};
