import { useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useMatches, useNavigate } from "@tanstack/react-router";
import { clsx } from "clsx";
import { Menu as MenuIcon, Moon, Search, Sun, X } from "lucide-react";
import { Dialog as RadixDialog } from "radix-ui";
import { lazy, Suspense, useEffect, useState } from "react";
import { Toaster } from "sonner";
import { credentials, unauthorized } from "@/api/client";
import type { Dimension } from "@/lib/filters";
import { live } from "@/lib/live";
import { themePreference, useTheme, useZone, zonePreference } from "@/lib/prefs";
import { tick, walk } from "@/lib/rows";
import { DEFAULT_RANGE } from "@/lib/time";
import { Button } from "./basics";
import { FilterBar } from "./filter-bar";
import { ALL_PLACES, PLACES } from "./nav";
import { SignIn } from "./sign-in";

const loadPalette = () => import("./palette");
const Palette = lazy(loadPalette);

/** When the palette is loaded, in milliseconds after the page: what is typed right after its key must not go astray. */
const PALETTE_AFTER = 2000;

declare module "@tanstack/react-router" {
  interface StaticDataRouteOption {
    /** Whether the page shows the shared filters, and which of them mean nothing there. */
    filters?: { without?: (Dimension | "range")[]; range?: string };
    title?: string;
  }
}

function Nav({ onGo }: { onGo?: () => void }) {
  return (
    <nav aria-label="Pages" className="flex flex-1 flex-col gap-3 overflow-y-auto px-2 py-2">
      {PLACES.map(({ group, places }) => (
        <div key={group}>
          <p className="px-2 pb-1 text-2xs font-medium tracking-wide text-muted uppercase">{group}</p>
          <ul className="flex flex-col gap-px">
            {places.map((place) => (
              <li key={place.to}>
                <Link
                  to={place.to}
                  {...(onGo ? { onClick: onGo } : {})}
                  activeOptions={{ exact: place.to === "/", includeSearch: false }}
                  className="flex items-center gap-2.5 rounded-md px-2 py-1.5 text-[13px] text-muted hover:bg-sunken hover:text-ink"
                  activeProps={{ className: "!bg-accent-soft !text-ink font-medium", "aria-current": "page" }}
                >
                  <place.icon size={15} strokeWidth={1.75} aria-hidden />
                  {place.label}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

function Preferences() {
  const [theme, zone] = [useTheme(), useZone()];
  return (
    <div className="flex items-center justify-between gap-1 border-t px-2 py-2">
      <Button
        small
        look="ghost"
        aria-label={`Times are ${zone === "utc" ? "UTC" : "local"}; switch`}
        title="Local time or UTC"
        onClick={() => zonePreference.set(zone === "utc" ? "local" : "utc")}
      >
        {zone === "utc" ? "UTC" : "Local time"}
      </Button>
      <Button
        small
        look="ghost"
        aria-label={theme === "dark" ? "Use the light theme" : "Use the dark theme"}
        onClick={() => themePreference.set(theme === "dark" ? "light" : "dark")}
      >
        {theme === "dark" ? <Sun size={14} /> : <Moon size={14} />}
      </Button>
    </div>
  );
}

function Logo() {
  return (
    <Link to="/" className="flex items-center gap-2 text-[15px] font-semibold tracking-tight">
      <img src="/favicon.svg" alt="" width={22} height={22} /> Weir
    </Link>
  );
}

/** `g` and a letter lead to a page, `/` to the search, ⌘K to the palette, `j` and `k` through rows, `x` chooses one. */
function useKeys(openPalette: () => void) {
  const navigate = useNavigate();
  useEffect(() => {
    let after = 0;
    const onKey = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        openPalette();
        return;
      }
      const target = event.target as HTMLElement;
      if (
        event.defaultPrevented ||
        event.metaKey ||
        event.ctrlKey ||
        event.altKey ||
        target.closest("input:not([type=checkbox]), textarea, select, [contenteditable=true], [role=dialog], [role=menu]")
      )
        return;
      if (event.key === "/") {
        const search = document.querySelector<HTMLInputElement>("input[type=search]");
        event.preventDefault();
        if (search) search.focus();
        else openPalette();
      } else if (event.key === "j" || event.key === "k") {
        walk(event.key === "j" ? 1 : -1);
      } else if (event.key === "x") {
        tick();
      } else if (event.key === "g") {
        after = event.timeStamp;
      } else if (event.timeStamp - after < 1000) {
        const place = ALL_PLACES.find((one) => one.key === event.key);
        after = 0;
        if (place) void navigate({ to: place.to });
      }
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [navigate, openPalette]);
}

export function Shell() {
  const client = useQueryClient();
  const theme = useTheme();
  const matches = useMatches();
  const bar = matches.map((match) => match.staticData.filters).findLast((filters) => filters !== undefined);
  const title = matches.map((match) => match.staticData.title).findLast((one) => one !== undefined);
  const [palette, setPalette] = useState(false);
  const [menu, setMenu] = useState(false);
  const [wanted, setWanted] = useState(false);
  const [opener] = useState(() => () => setPalette(true));
  useKeys(opener);
  useEffect(() => {
    const timer = setTimeout(loadPalette, PALETTE_AFTER);
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => {
    document.title = title ? `${title} · Weir` : "Weir";
  }, [title]);
  useEffect(() => {
    const ask = () => setWanted(true);
    unauthorized.addEventListener("wanted", ask);
    return () => unauthorized.removeEventListener("wanted", ask);
  }, []);
  useEffect(() => {
    if (wanted) return;
    const stream = live(client);
    return () => stream.close();
  }, [client, wanted]);
  if (wanted) {
    return (
      <SignIn
        onSecret={(secret) => {
          credentials.set(secret);
          setWanted(false);
          void client.resetQueries();
        }}
      />
    );
  }
  return (
    <div className="flex min-h-dvh">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:m-2 focus:rounded focus:bg-raised focus:p-2"
      >
        Skip to the content
      </a>
      <aside className="sticky top-0 hidden h-dvh w-52 shrink-0 flex-col border-r bg-panel md:flex">
        <div className="flex h-12 items-center px-4">
          <Logo />
        </div>
        <Nav />
        <Preferences />
      </aside>
      <div className="flex min-w-0 flex-1 flex-col">
        <header
          className={clsx(
            "sticky top-0 z-30 flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 border-b bg-ground/95 px-4 py-1.5 backdrop-blur lg:px-6",
          )}
        >
          <div className="flex items-center gap-2 md:hidden">
            <RadixDialog.Root open={menu} onOpenChange={setMenu}>
              <RadixDialog.Trigger aria-label="Open the navigation" className="rounded p-1.5 text-muted">
                <MenuIcon size={18} />
              </RadixDialog.Trigger>
              <RadixDialog.Portal>
                <RadixDialog.Overlay className="fixed inset-0 z-40 bg-black/50" />
                <RadixDialog.Content
                  aria-describedby={undefined}
                  className="fixed inset-y-0 left-0 z-50 flex w-60 flex-col border-r bg-panel"
                >
                  <RadixDialog.Title className="sr-only">Pages</RadixDialog.Title>
                  <div className="flex h-12 items-center justify-between px-4">
                    <Logo />
                    <RadixDialog.Close aria-label="Close" className="p-1 text-muted">
                      <X size={16} />
                    </RadixDialog.Close>
                  </div>
                  <Nav onGo={() => setMenu(false)} />
                  <Preferences />
                </RadixDialog.Content>
              </RadixDialog.Portal>
            </RadixDialog.Root>
            <Logo />
          </div>
          <div className="order-last w-full min-w-0 md:order-none md:w-auto md:flex-1">
            {bar && <FilterBar without={bar.without ?? []} range={bar.range ?? DEFAULT_RANGE} />}
          </div>
          <button
            type="button"
            onClick={opener}
            className="ml-auto inline-flex h-7 items-center gap-2 rounded-md border bg-raised px-2 text-xs text-muted hover:border-line-strong"
          >
            <Search size={13} aria-hidden /> Go to…{" "}
            <kbd className="hidden rounded border bg-sunken px-1 font-sans text-2xs sm:inline">⌘K</kbd>
          </button>
        </header>
        <main id="content" tabIndex={-1} className="min-w-0 flex-1 outline-none">
          <Outlet />
        </main>
      </div>
      <Suspense>{palette && <Palette onClose={() => setPalette(false)} />}</Suspense>
      <Toaster theme={theme} position="bottom-right" closeButton />
    </div>
  );
}
