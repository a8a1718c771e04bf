import { expect, test } from "vitest";
import { readFilterLines, readValues, writeFilterLines, writeValues } from "./filter-text.ts";

test("values in a line", () => {
  expect(readValues(" users,orders , ,")).toEqual(["users", "orders"]);
  expect(writeValues(["users", "orders"])).toBe("users, orders");
});

test("attributes in lines; what is not whole yet does not narrow", () => {
  expect(readFilterLines("http.route = /pay, /cart\nmethod=\n= x\nstatus! = 200\nhalf")).toEqual({
    "http.route": ["/pay", "/cart"],
    "status!": ["200"],
  });
});

test("what is written is read back", () => {
  const filters = { "http.route": ["/pay", "/cart"], method: ["GET"] };
  expect(readFilterLines(writeFilterLines({ ...filters, empty: [] }))).toEqual(filters);
});
