"use client";

import { useState } from "react";
import { TextField } from "@/components/ui/form-field.tsx";
import { parseLabels } from "@/lib/domain/alert-label-text.ts";
import type { AlertRouting } from "@/lib/domain/alert-routing.ts";
import { previewText } from "@/lib/view/alert-routes.ts";

/** Labels to try, and where they lead. */
export function RoutePreview(props: { routing: AlertRouting; names: ReadonlyMap<string, string> }) {
  const [text, setText] = useState("");
  const labels = parseLabels(text);
  return (
    <section aria-label="Try labels" className="space-y-2 border-t border-line px-4 py-3">
      <TextField
        label="Where does an alert with these labels go?"
        placeholder="service=checkout, severity=critical"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <p role="status" className="text-13 text-text-2">
        {labels === null
          ? "Write NAME=VALUE, several with commas."
          : previewText(props.routing, labels, props.names)}
      </p>
    </section>
  );
}
