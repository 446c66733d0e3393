/** The gallery in a real browser: until the first thumbnails stand, and while one scrolls. */
import { chromium, type Page } from '@playwright/test';

import { readVariables } from '@/cli/launcher/environment.mjs';
import { SESSION_COOKIE } from '@/lib/features/accounts/session-cookie';

export interface GalleryVisit {
  readonly firstThumbnailsMs: number;
  /** Tasks of the page's thread beyond 50 ms while it scrolls, in milliseconds. */
  readonly longTasks: readonly number[];
  /** Layout shifts that nobody asked for, from the first frame on, and what was moved by them. */
  readonly shifts: readonly Shift[];
  readonly tilesInDocument: number;
}

interface Shift {
  readonly value: number;
  readonly what: string;
}

interface Watched {
  longTasks: number[];
  shifts: Shift[];
}

const THUMBNAILS_WANTED = 6;
const SCREENS = 60;
const STEP_MS = 60;

export async function visitGallery(url: string, token: string): Promise<GalleryVisit> {
  const executablePath = readVariables()['CHROMIUM_PATH'];
  const browser = await chromium.launch({
    ...(executablePath !== undefined && { executablePath }),
  });
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    await context.addCookies([
      { name: SESSION_COOKIE, value: token, url, httpOnly: true, sameSite: 'Lax' },
    ]);
    const page = await context.newPage();
    await page.addInitScript(watch);
    const started = performance.now();
    await page.goto(`${url}/gallery`, { waitUntil: 'commit' });
    await page.waitForFunction(haveThumbnails, THUMBNAILS_WANTED);
    const firstThumbnailsMs = performance.now() - started;
    await page.waitForLoadState('networkidle');
    await page.evaluate(() => {
      (window as unknown as { watched: Watched }).watched.longTasks = [];
    });
    await scroll(page);
    const { longTasks, shifts } = await page.evaluate(
      () => (window as unknown as { watched: Watched }).watched,
    );
    const tilesInDocument = await page.locator('[data-tile]').count();
    return { firstThumbnailsMs, longTasks, shifts, tilesInDocument };
  } finally {
    await browser.close();
  }
}

async function scroll(page: Page): Promise<void> {
  await page.mouse.move(640, 400);
  for (let screen = 0; screen < SCREENS; screen += 1) {
    await page.mouse.wheel(0, 700);
    await page.waitForTimeout(STEP_MS);
  }
}

/** What browsers tell of a shift; the types of the DOM do not have it yet. */
interface LayoutShift extends PerformanceEntry {
  readonly value: number;
  readonly hadRecentInput: boolean;
  readonly sources: readonly { readonly node: Node | null }[];
}

/** Runs in the page, before anything else. */
function watch(): void {
  const watched: Watched = { longTasks: [], shifts: [] };
  (window as unknown as { watched: Watched }).watched = watched;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) watched.longTasks.push(duration);
  }).observe({ type: 'longtask', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const shift = entry as LayoutShift;
      if (shift.hadRecentInput) continue;
      const nodes = shift.sources.map(({ node }) => node as Element | null);
      const what = nodes
        .map((node) => `${node?.nodeName ?? ''}.${node?.className ?? ''}`)
        .join(' ');
      watched.shifts.push({
        value: shift.value,
        what: `${Math.round(shift.startTime)} ms ${what}`,
      });
    }
  }).observe({ type: 'layout-shift', buffered: true });
}

/** Runs in the page. */
function haveThumbnails(wanted: number): boolean {
  const pictures = [...document.querySelectorAll<HTMLImageElement>('[data-tile] img')];
  return pictures.filter((image) => image.complete && image.naturalWidth > 0).length >= wanted;
}
