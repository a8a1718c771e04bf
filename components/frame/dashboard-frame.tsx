"use client";

import { QueryClientProvider } from "@tanstack/react-query";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { type ReactNode, Suspense, useCallback, useRef, useState } from "react";
import { makeQueryClient } from "@/lib/client/query-client.ts";
import type { Theme } from "@/lib/view/preferences.ts";
import { BottomBar } from "./bottom-bar.tsx";
import { FrozenNotice } from "./frozen-notice.tsx";
import { KeysDialog } from "./keys.tsx";
import { LiveProvider } from "./live.tsx";
import { NowProvider } from "./now.tsx";
import { PageActionsProvider } from "./page-actions.tsx";
import { Palette } from "./palette.tsx";
import { PreferencesProvider } from "./preferences.tsx";
import { Rail } from "./rail.tsx";
import { TopBar } from "./top-bar.tsx";
import { useKeys } from "./use-keys.ts";
import { usePasteTrace } from "./use-paste-trace.ts";

type Props = {
  initial: { theme: Theme; zone: string; railCollapsed: boolean };
  initialNowMs: number;
  accountName: string;
  children: ReactNode;
};

/** Rail, top bar and everything that pages share: data, live updates, preferences, keys. */
export function DashboardFrame({ initial, initialNowMs, accountName, children }: Props) {
  const [queryClient] = useState(makeQueryClient);
  return (
    <NuqsAdapter>
      <QueryClientProvider client={queryClient}>
        <PreferencesProvider initial={initial}>
          <NowProvider initialMs={initialNowMs}>
            <Suspense>
              <LiveProvider>
                <PageActionsProvider>
                  <Frame accountName={accountName}>{children}</Frame>
                </PageActionsProvider>
              </LiveProvider>
            </Suspense>
          </NowProvider>
        </PreferencesProvider>
      </QueryClientProvider>
    </NuqsAdapter>
  );
}

function Frame({ accountName, children }: { accountName: string; children: ReactNode }) {
  const searchRef = useRef<HTMLInputElement>(null);
  const dialogRef = useRef<HTMLDialogElement>(null);
  const [paletteOpen, setPaletteOpen] = useState(false);
  const showPalette = useCallback(() => setPaletteOpen(true), []);
  const showKeys = useCallback(() => dialogRef.current?.showModal(), []);
  useKeys({ searchRef, onShowKeys: showKeys, onShowPalette: showPalette });
  usePasteTrace();
  return (
    <div className="flex min-h-dvh">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-2 focus:bg-surface focus:px-3 focus:py-2"
      >
        Skip to content
      </a>
      <Rail />
      <div className="flex min-w-0 flex-1 flex-col">
        <TopBar
          accountName={accountName}
          searchRef={searchRef}
          onShowKeys={showKeys}
          onShowPalette={showPalette}
        />
        <FrozenNotice />
        <main
          id="main"
          tabIndex={-1}
          className="flex-1 space-y-4 p-3 pb-20 focus:outline-none tablet:p-5"
        >
          {children}
        </main>
      </div>
      <BottomBar />
      <KeysDialog dialogRef={dialogRef} />
      <Palette open={paletteOpen} onClose={() => setPaletteOpen(false)} onShowKeys={showKeys} />
    </div>
  );
}
