import type { MeterProvider } from "@opentelemetry/api";
import { instruments } from "./instruments.ts";

/**
 * What is used of a schema that follows Standard Schema, as zod, valibot and arktype do.
 * @see https://standardschema.dev
 */
export type InputSchema<Output> = {
  readonly "~standard": {
    readonly validate: (
      value: unknown,
    ) => ValidationResult<Output> | Promise<ValidationResult<Output>>;
  };
};

type ValidationResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly Issue[] };
type Issue = {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
};

/** One mistake. `field`: dotted path, list positions as `[]`; empty: the input as a whole. */
export type InputProblem = { field: string; message: string };

/** The parsed input, or everything that is wrong with it. */
export type ValidatedInput<Output> =
  | { valid: true; value: Output }
  | { valid: false; problems: InputProblem[] };

export type InputValidator = {
  validate: <Output>(
    schema: InputSchema<Output>,
    input: unknown,
  ) => Promise<ValidatedInput<Output>>;
  /** Counts an input that was judged elsewhere, by the fields that were wrong; none: it was accepted. */
  count: (fields: readonly string[]) => void;
};

/**
 * Validates input and counts: `validation.requests` by `validation.name` and `validation.result`, and each rejected
 * field in `validation.rejections` by `validation.field`. Values are never recorded.
 */
export function createInputValidator(options: {
  /** What is validated, such as `POST /orders`. */
  name: string;
  /** The global one unless given. */
  meterProvider?: MeterProvider;
}): InputValidator {
  const named = { "validation.name": options.name };
  const current = instruments(
    (meter) => ({
      requests: meter.createCounter("validation.requests", {
        description: "Inputs that were validated.",
        unit: "{request}",
      }),
      rejections: meter.createCounter("validation.rejections", {
        description: "Rejected inputs by the field that was wrong.",
        unit: "{request}",
      }),
    }),
    options.meterProvider,
  );
  const fields = new Set<string>();
  /** Keys that a sender makes up must not become a series each. */
  const counted = (field: string) => {
    if (fields.size < MOST_FIELDS) fields.add(field);
    return fields.has(field) ? field : "_OTHER";
  };
  const count = (wrong: readonly string[]) => {
    const result = wrong.length === 0 ? "accepted" : "rejected";
    current().requests.add(1, { ...named, "validation.result": result });
    for (const field of new Set(wrong.map(counted))) {
      current().rejections.add(1, { ...named, "validation.field": field });
    }
  };
  return {
    count,
    validate: async (schema, input) => {
      const result = await schema["~standard"].validate(input);
      if (result.issues === undefined) {
        count([]);
        return { valid: true, value: result.value };
      }
      const problems = result.issues.map((issue) => ({
        field: fieldOf(issue),
        message: issue.message,
      }));
      count(problems.map((problem) => problem.field));
      return { valid: false, problems };
    },
  };
}

const MOST_FIELDS = 200;

/** Positions in lists are not told apart, nor do they make a series each. */
function fieldOf({ path = [] }: Issue): string {
  let field = "";
  for (const part of path) {
    const key = typeof part === "object" ? part.key : part;
    if (typeof key === "number") field += "[]";
    else field += field === "" ? String(key) : `.${String(key)}`;
  }
  return field;
}
