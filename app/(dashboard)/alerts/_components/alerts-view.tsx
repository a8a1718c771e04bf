"use client";

import { useQuery } from "@tanstack/react-query";
import { parseAsString, parseAsStringLiteral, useQueryState } from "nuqs";
import { useNow } from "@/components/frame/now.tsx";
import { useZone } from "@/components/frame/preferences.tsx";
import { Card } from "@/components/ui/card.tsx";
import { Condition, ConditionSkeleton } from "@/components/ui/condition.tsx";
import { QueryError } from "@/components/ui/query-error.tsx";
import { RowsSkeleton } from "@/components/ui/states.tsx";
import { TabPanel, Tabs } from "@/components/ui/tabs.tsx";
import { alertRulesQuery, alertsQuery } from "@/lib/client/alerts.ts";
import { alertsCondition, toAlertRows } from "@/lib/view/alerts.ts";
import { AlertPanel } from "./alert-panel.tsx";
import { AlertTable } from "./alert-table.tsx";
import { ChannelsTab } from "./channels-tab.tsx";
import { ObjectivesTab } from "./objectives-tab.tsx";
import { RoutesTab } from "./routes-tab.tsx";
import { RulesTab } from "./rules-tab.tsx";
import { SilencesTab } from "./silences-tab.tsx";

const TABS = ["alerts", "rules", "objectives", "routes", "channels", "silences"] as const;
const LABELS = {
  ...{ alerts: "Alerts", rules: "Rules", objectives: "Objectives", routes: "Routes" },
  ...{ channels: "Channels", silences: "Silences" },
};
const NOW_STEP_MS = 10_000;

/** Alerts, the rules behind them, the channels that tell of them, and silences. */
export function AlertsView() {
  const [tab, setTab] = useQueryState("tab", parseAsStringLiteral(TABS).withDefault("alerts"));
  const [alertId, setAlertId] = useQueryState("alert", parseAsString);
  const zone = useZone();
  const nowMs = useNow(NOW_STEP_MS);
  const alerts = useQuery(alertsQuery());
  const rules = useQuery(alertRulesQuery());
  const error = alerts.error ?? rules.error;
  if (error && !(alerts.data && rules.data)) {
    const retry = () => void Promise.all([alerts.refetch(), rules.refetch()]);
    return (
      <Card>
        <QueryError error={error} missing="What fires is not known." onRetry={retry} />
      </Card>
    );
  }
  if (!alerts.data || !rules.data) {
    return (
      <>
        <ConditionSkeleton />
        <Card>
          <RowsSkeleton rows={8} />
        </Card>
      </>
    );
  }
  const rows = toAlertRows(alerts.data, rules.data.rules, nowMs);
  const opened = rows.find(({ alert }) => alert.id === alertId);
  const failing = new Map(alerts.data.failing.map(({ ruleId, reason }) => [ruleId, reason]));
  const condition = alertsCondition(rows, {
    ...{ failing: failing.size, rules: rules.data.rules, zone },
  });
  return (
    <>
      <Condition condition={condition} />
      <Card>
        <Tabs
          label="Alerts"
          value={tab}
          onChange={(id) => void setTab(TABS.find((known) => known === id) ?? null)}
          tabs={TABS.map((id) => ({ id, label: LABELS[id] }))}
        >
          <TabPanel id="alerts">
            <AlertTable
              rows={rows}
              gaps={alerts.data.gaps}
              selectedId={opened?.alert.id ?? null}
              onOpen={({ alert }) => void setAlertId(alert.id)}
            />
          </TabPanel>
          <TabPanel id="rules">
            <RulesTab {...rules.data} failing={failing} />
          </TabPanel>
          <TabPanel id="objectives">
            <ObjectivesTab />
          </TabPanel>
          <TabPanel id="routes">
            <RoutesTab rows={rows} />
          </TabPanel>
          <TabPanel id="channels">
            <ChannelsTab />
          </TabPanel>
          <TabPanel id="silences">
            <SilencesTab rows={rows} />
          </TabPanel>
        </Tabs>
      </Card>
      {opened && (
        <AlertPanel
          row={opened}
          rows={rows}
          rule={rules.data.rules.find(({ id }) => id === opened.alert.ruleId)}
          onClose={() => void setAlertId(null)}
        />
      )}
    </>
  );
}
