"use client";

import { useBar } from "@/components/frame/use-bar.ts";
import { useIntake } from "@/components/frame/use-intake.ts";
import type { BoardVariable } from "@/lib/domain/boards.ts";

/** No choice, as a select's value: an environment may be the empty text. */
const ALL = "*";

const CONTROL =
  "control max-w-56 rounded-2 border border-line bg-surface px-2 text-12 focus:border-accent focus:outline-none";

/** What the board's panels inherit, to choose from; the choice is the bar's own, in the address. */
export function BoardVariables({ variables }: { variables: readonly BoardVariable[] }) {
  const { bar, setBar } = useBar();
  const { intake } = useIntake();
  if (variables.length === 0) {
    return (
      <p className="mt-1 text-12 text-text-3">
        Every panel says itself what it shows; the bar’s service and environment do not narrow it.
      </p>
    );
  }
  const services = intake?.services ?? [];
  const here = services.filter(
    ({ environment }) => bar.environment === null || environment === bar.environment,
  );
  const names = [...new Set(here.map(({ name }) => name))].sort();
  return (
    <div className="mt-2 flex flex-wrap gap-3">
      {variables.includes("service") && (
        <Variable
          label="service"
          all="All services"
          value={bar.service}
          choices={names}
          onChange={(service) => setBar({ service, namespace: null })}
        />
      )}
      {variables.includes("environment") && (
        <Variable
          label="environment"
          all="All environments"
          value={bar.environment}
          choices={intake?.environments ?? []}
          onChange={(environment) => setBar({ environment })}
        />
      )}
    </div>
  );
}

type VariableProps = {
  label: string;
  all: string;
  value: string | null;
  choices: readonly string[];
  onChange: (value: string | null) => void;
};

function Variable({ label, all, value, choices, onChange }: VariableProps) {
  const known = value === null || choices.includes(value) ? choices : [value, ...choices];
  return (
    <label className="inline-flex items-center gap-2 text-12 text-text-2">
      {label}
      <select
        className={CONTROL}
        value={value ?? ALL}
        onChange={(event) => onChange(event.target.value === ALL ? null : event.target.value)}
      >
        <option value={ALL}>{all}</option>
        {known.map((choice) => (
          <option key={choice} value={choice}>
            {choice || `no ${label}`}
          </option>
        ))}
      </select>
    </label>
  );
}
