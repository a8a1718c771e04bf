import { expect, it } from "vitest";
import { nginxConfiguration } from "./nginx.ts";

it("balances by least connections and weight, and listens on loopback only", () => {
  const text = nginxConfiguration({
    home: "/tmp/shop/nginx",
    port: 4001,
    statusPort: 4002,
    upstreams: [
      { instance: "gateway-1", port: 5001, weight: 3 },
      { instance: "gateway-2", port: 5002, weight: 1 },
    ],
  });
  expect(text).toContain("least_conn;");
  expect(text).toContain("server 127.0.0.1:5001 weight=3 ");
  expect(text).toContain("server 127.0.0.1:5002 weight=1 ");
  expect(text.match(/listen \S+/g)).toEqual(["listen 127.0.0.1:4001;", "listen 127.0.0.1:4002;"]);
  const written = text.match(/\S+(?:_path|log|pid) (\/\S+?)[ ;]/g) ?? [];
  expect(written.every((line) => line.includes(" /tmp/shop/nginx/"))).toBe(true);
});
