import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { PanelText } from "./panel-text.tsx";

const html = (text: string) => renderToStaticMarkup(<PanelText text={text} />);

test("words are markdown, links open beside", () => {
  expect(html("Look at **p95**")).toContain("Look at <strong>p95</strong>");
  expect(html("[runbook](https://example.com)")).toMatch(
    /<a [^>]*href="https:\/\/example\.com"[^>]*>runbook<\/a>/,
  );
});

test("nothing runs and nothing is fetched by looking", () => {
  expect(html("<script>alert(1)</script>")).not.toContain("<script");
  expect(html("![pixel](https://example.com/p.png)")).not.toContain("<img");
  expect(html("[go](javascript:alert(1))")).not.toContain("javascript:");
});
