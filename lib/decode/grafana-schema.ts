import { z } from "zod";

const text = z.string().catch("");
const count = z.number().int().min(0).max(100_000);

const gridPos = z.object({ x: count, y: count, w: count.min(1), h: count.min(1) });

const target = z.looseObject({
  refId: text,
  expr: z.string().optional().catch(undefined),
  hide: z.boolean().catch(false),
  legendFormat: text,
  datasource: z.unknown().optional(),
});
export type GrafanaTarget = z.infer<typeof target>;

const panelFields = {
  type: text,
  title: text,
  gridPos: gridPos.optional().catch(undefined),
  /** Of old dashboards: columns of twelve. */
  span: z.number().optional().catch(undefined),
  targets: z.array(target).catch([]),
  /** Of a text panel. */
  options: z.looseObject({ content: text, mode: text }).catch({ content: "", mode: "" }),
  /** Of an old text panel. */
  content: text,
  /** Of an old graph. */
  bars: z.boolean().catch(false),
  datasource: z.unknown().optional(),
  fieldConfig: z
    .looseObject({
      defaults: z.looseObject({
        custom: z.looseObject({ drawStyle: text }).catch({ drawStyle: "" }),
      }),
    })
    .optional()
    .catch(undefined),
};

const plainPanel = z.looseObject(panelFields);
export type GrafanaPanel = z.infer<typeof plainPanel>;

/** A row may hold panels while it is collapsed. */
const panel = z.looseObject({ ...panelFields, panels: z.array(plainPanel).catch([]) });

const variable = z.looseObject({ name: text, type: text });

/** A dashboard as Grafana exports it, as far as it can be read; what is missing or odd is empty. */
export const grafanaDashboard = z.looseObject({
  title: z.string().trim().catch(""),
  panels: z.array(panel).catch([]),
  /** Of dashboards before version 5 of Grafana. */
  rows: z.array(z.looseObject({ title: text, panels: z.array(plainPanel).catch([]) })).catch([]),
  templating: z.looseObject({ list: z.array(variable).catch([]) }).catch({ list: [] }),
});
export type GrafanaDashboard = z.infer<typeof grafanaDashboard>;
