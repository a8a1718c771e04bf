"use client";

import { ChevronDown } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { Menu, MenuChoices } from "@/components/ui/menu.tsx";
import { useBar } from "./use-bar.ts";
import { useIntake } from "./use-intake.ts";

/** No filter, as a menu's value: an environment may be the empty text. */
const ALL = "*";

const environmentName = (environment: string) => environment || "no environment";

/** Which environment is looked at; staging never merges with production. */
export function EnvironmentFilter() {
  const { bar, setBar } = useBar();
  const { intake: data } = useIntake();
  const known = data?.environments ?? [];
  const choices = [
    { value: ALL, label: "All environments" },
    ...known.map((value) => ({ value, label: environmentName(value) })),
  ];
  return (
    <Menu
      align="start"
      trigger={
        <Button className="max-w-44 shrink-0 max-tablet:max-w-28 max-tablet:px-2">
          <span className="font-normal text-text-2 max-tablet:hidden">Env</span>
          <span className="truncate">
            {bar.environment === null
              ? known.length === 0 && data
                ? "none yet"
                : "All"
              : environmentName(bar.environment)}
          </span>
          <ChevronDown size={14} aria-hidden className="text-text-3" />
        </Button>
      }
    >
      <MenuChoices
        value={bar.environment ?? ALL}
        choices={choices}
        onChange={(value) => setBar({ environment: value === ALL ? null : value })}
      />
    </Menu>
  );
}

/** Which service is looked at; its namespace goes with it. */
export function ServiceFilter() {
  const { bar, setBar } = useBar();
  const { intake: data } = useIntake();
  const inEnvironment = (data?.services ?? []).filter(
    (service) => bar.environment === null || service.environment === bar.environment,
  );
  const keys = new Map(
    inEnvironment.map(({ name, namespace }) => [
      JSON.stringify([name, namespace]),
      { name, namespace },
    ]),
  );
  const choices = [
    { value: ALL, label: "All services" },
    ...[...keys].map(([value, { name, namespace }]) => ({ value, label: name, note: namespace })),
  ];
  const chosen = [...keys].find(
    ([, { name, namespace }]) =>
      name === bar.service && (bar.namespace === null || namespace === bar.namespace),
  );
  return (
    <Menu
      align="start"
      trigger={
        <Button className="max-w-56 max-tablet:hidden">
          <span className="font-normal text-text-2">Service</span>
          <span className="truncate">{bar.service ?? "All services"}</span>
          <ChevronDown size={14} aria-hidden className="text-text-3" />
        </Button>
      }
    >
      <MenuChoices
        value={chosen?.[0] ?? ALL}
        choices={choices}
        onChange={(value) => {
          const key = keys.get(value);
          setBar({ service: key?.name ?? null, namespace: key?.namespace || null });
        }}
      />
    </Menu>
  );
}
