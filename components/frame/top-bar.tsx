"use client";

import { Search as SearchIcon } from "lucide-react";
import { usePathname } from "next/navigation";
import type { RefObject } from "react";
import { Button } from "@/components/ui/button.tsx";
import { AccountMenu, CompareToggle, LiveToggle, ThemeMenu } from "./bar-controls.tsx";
import { concernOf } from "./concerns.ts";
import { EnvironmentFilter, ServiceFilter } from "./filters.tsx";
import { Logo } from "./logo.tsx";
import { Notices } from "./notices.tsx";
import { RangePicker } from "./range-picker.tsx";
import { SavedViews } from "./saved-views.tsx";
import { Search } from "./search.tsx";
import { useBar } from "./use-bar.ts";

type Props = {
  accountName: string;
  searchRef: RefObject<HTMLInputElement | null>;
  onShowKeys: () => void;
  onShowPalette: () => void;
};

/** What every page is asked about: where, which service, when, against what. Its state is the URL. */
export function TopBar({ accountName, searchRef, onShowKeys, onShowPalette }: Props) {
  const { bar } = useBar();
  const concern = concernOf(usePathname());
  return (
    <header className="sticky top-0 z-30 flex min-h-12 items-center gap-2 border-b border-line bg-bg px-3 max-tablet:gap-1.5 max-tablet:py-1 tablet:px-5">
      <div className="flex min-w-6 flex-1 items-center gap-2 overflow-hidden text-15 font-semibold tablet:hidden">
        <Logo />
        {/* On a phone its heading and the bar below tell which page it is; a letter and a half would not. */}
        <span className="truncate max-[480px]:hidden">
          {bar.service ?? concern?.label ?? "Headroom"}
        </span>
      </div>
      <Button
        square
        aria-label="Search and commands"
        onClick={onShowPalette}
        className="shrink-0 max-tablet:w-9 tablet:hidden"
      >
        <SearchIcon size={14} aria-hidden />
      </Button>
      <EnvironmentFilter />
      <ServiceFilter />
      <div className="min-w-0 flex-1 max-tablet:hidden">
        <Search inputRef={searchRef} />
      </div>
      <RangePicker />
      <CompareToggle />
      <LiveToggle />
      <Notices />
      <SavedViews />
      <ThemeMenu />
      <AccountMenu name={accountName} onShowKeys={onShowKeys} onLogOut={logOut} />
    </header>
  );
}

/** Log-out is a form's post, so that the server's answer can lead to the log-in page and drop the cookie. */
function logOut(): void {
  const form = document.createElement("form");
  form.method = "post";
  form.action = "/api/log-out";
  document.body.append(form);
  form.submit();
}
