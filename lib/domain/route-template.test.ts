import { expect, test } from "vitest";
import { routeTemplate } from "./route-template.ts";

test.each([
  ["/users/42", "/users/{number}"],
  ["/users/42/orders/7?page=3", "/users/{number}/orders/{number}"],
  ["https://shop.example/cart?x=1#y", "/cart"],
  ["/", "/"],
  ["", "/"],
  ["/api/v1/items/", "/api/v1/items"],
  ["/o/3f2504e0-4f89-11d3-9a0c-0305e82c3301", "/o/{uuid}"],
  ["/o/507f1f77bcf86cd799439011", "/o/{id}"],
  ["/o/01ARZ3NDEKTSV4RRFFQ69G5FAV", "/o/{id}"],
  ["/day/2024-02-29", "/day/{date}"],
  ["/mail/ann@example.org", "/mail/{email}"],
  ["/order/ORD-10042", "/order/{id}"],
  ["/static/app.css", "/static/app.css"],
  ["/defaced/cafebabe1", "/defaced/{id}"],
  ["/a/b/c/d/e/f/g/h/i/j", "/a/b/c/d/e/f/g/h/…"],
  [`/x/${"a".repeat(50)}`, "/x/{text}"],
])("%s → %s", (path, route) => {
  expect(routeTemplate(path)).toBe(route);
});
