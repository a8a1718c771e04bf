import { expect, test } from "vitest";
import { serviceKeyText } from "./service.ts";

test.each(["", "shop", "größe € 東京", 'a"b', "a\\b", "a\nb", "\u007f\u2028", "😀", "\ud83d"])(
  "the text of a service is JSON, whatever its name: %j",
  (name) => {
    const key = { namespace: "web", service: name, environment: "production" };
    expect(serviceKeyText(key)).toBe(JSON.stringify(["web", name, "production"]));
    const others = { namespace: name, service: "shop", environment: name };
    expect(serviceKeyText(others)).toBe(JSON.stringify([name, "shop", name]));
  },
);
