import { describe, expect, it } from "vitest";
import { z } from "zod";
import { metricQueryParams } from "@/lib/contract/metrics.ts";
import { requestsParams } from "@/lib/contract/requests.ts";
import { ParameterError } from "@/lib/contract/time.ts";
import { tracesParams } from "@/lib/contract/traces.ts";
import { parseQuery, searchParamsToObject } from "./http-query.ts";

const search = (text: string) => new URLSearchParams(text);

function refusal(run: () => unknown): { field: string; message: string } {
  try {
    run();
  } catch (error) {
    if (error instanceof ParameterError) return { field: error.field, message: error.message };
    throw error;
  }
  throw new Error("it was accepted");
}

describe("searchParamsToObject", () => {
  it("makes a list of what is repeated", () => {
    expect(searchParamsToObject(search("a=1&b=2&a=3&c="))).toEqual({
      a: ["1", "3"],
      b: "2",
      c: "",
    });
  });

  it("takes a parameter called like a property of every object as just a name", () => {
    expect(searchParamsToObject(search("__proto__=1"))).toHaveProperty("__proto__", "1");
  });
});

describe("parseQuery", () => {
  it("fills in defaults and turns filters into lists", () => {
    const params = parseQuery(
      requestsParams,
      search("service=a&service=b&route=%2Fx&step=60&groupBy=route,method"),
    );
    expect(params).toMatchObject({
      from: "now-1h",
      to: "now",
      service: ["a", "b"],
      route: ["/x"],
      environment: [],
      step: 60,
      groupBy: ["route", "method"],
    });
  });

  const wrong: [string, string, RegExp][] = [
    ["step=abc", "step", /step/],
    ["step=0", "step", /step/],
    ["step=1.5", "step", /step/],
    ["step=60&step=70", "step", /step/],
    ["groupBy=service,nonsense", "groupBy", /groupBy/],
    ["compare=next", "compare", /compare/],
    ["from=a&from=b", "from", /from/],
    ["servce=a", "servce", /did you mean "service"/],
    ["Service=a", "Service", /did you mean "service"/],
    ["groupby=route", "groupby", /did you mean "groupBy"/],
    ["banana=a", "banana", /use from, to, /],
    ["__proto__=1", "__proto__", /no parameter/],
    ["constructor=1", "constructor", /no parameter/],
  ];
  for (const [text, field, message] of wrong) {
    it(`refuses ${text}, naming ${field}`, () => {
      const found = refusal(() => parseQuery(requestsParams, search(text)));
      expect(found.field).toBe(field);
      expect(found.message).toMatch(message);
    });
  }

  it("refuses a limit out of bounds", () => {
    for (const limit of ["0", "1001", "-1", "x", ""]) {
      expect(refusal(() => parseQuery(tracesParams, search(`limit=${limit}`))).field).toBe("limit");
    }
  });

  it("takes any name where attributes are filters", () => {
    const text = "name=hits&http.route=%2Fa&http.route=%2Fb&tier!=l1&attr.step=2";
    expect(parseQuery(metricQueryParams, search(text))).toMatchObject({
      name: "hits",
      "http.route": ["/a", "/b"],
      "tier!": "l1",
      "attr.step": "2",
    });
    expect(refusal(() => parseQuery(metricQueryParams, search("http.route=x"))).field).toBe("name");
  });

  it("says when an address takes no parameters", () => {
    expect(refusal(() => parseQuery(z.object({}), search("a=1"))).message).toMatch(/takes none/);
  });
});
