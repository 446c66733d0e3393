/** Visits to the editor in a real browser, timed: cold, warm and back again, on both sides. */
import { errors, type BrowserContext, type CDPSession, type Page } from '@playwright/test';

/** 20 Mbit/s as the browser's own throttle counts it, and the way to a server nearby. */
export const NETWORK = {
  offline: false,
  downloadThroughput: 20_000_000 / 8,
  uploadThroughput: 20_000_000 / 8,
  latency: 20,
};

const READY_TIMEOUT_MS = 40_000;
/**
 * Chromium's own throttle stands still once in a while: answers have arrived whole in its sockets, and it
 * does not read them. Without the throttle that does not happen. Such a visit is made again.
 */
const ATTEMPTS = 3;
/** From where the pointer rests to the link, at the pace of a hand. */
const APPROACH_MS = 400;
const APPROACH_STEPS = 20;
/** What the page still asks for after the graph is there, such as its lists. */
const AFTERWARDS_MS = 1_500;

export interface Visit {
  /** From the click until a graph is on the canvas and the editor says that it has loaded. */
  readonly readyMs: number;
  /** Over the network until then, headers included; the pointer's way to the link counts. */
  readonly bytes: number;
  /** Answers of 304 until a moment after: the browser had the file and asked all the same. */
  readonly revalidations: number;
}

interface Meter {
  readonly session: CDPSession;
  bytes: number;
  revalidations: number;
}

async function watchNetwork(page: Page): Promise<Meter> {
  const session = await page.context().newCDPSession(page);
  const meter: Meter = { session, bytes: 0, revalidations: 0 };
  await session.send('Network.enable');
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    meter.bytes += encodedDataLength;
  });
  session.on('Network.responseReceivedExtraInfo', ({ statusCode }) => {
    if (statusCode === 304) meter.revalidations += 1;
  });
  return meter;
}

/** Runs in the page. */
function isReady(): boolean {
  const editor = window as unknown as { app?: { graph?: { _nodes?: unknown[] } } };
  const nodes = editor.app?.graph?._nodes ?? [];
  return nodes.length > 0 && document.getElementById('splash-loader') === null;
}

async function finish(page: Page, meter: Meter, startedAt: number): Promise<Visit> {
  await page.waitForFunction(isReady, null, { timeout: READY_TIMEOUT_MS });
  const readyMs = (await page.evaluate(() => Date.now())) - startedAt;
  const { bytes } = meter;
  await page.waitForTimeout(AFTERWARDS_MS);
  return { readyMs, bytes, revalidations: meter.revalidations };
}

/** A page whose traffic is measured; closed afterwards. @param cold the browser has kept nothing */
async function onNewPage(
  context: BrowserContext,
  cold: boolean,
  visit: (page: Page, meter: Meter) => Promise<Visit>,
  attempt = 1,
): Promise<Visit> {
  const page = await context.newPage();
  try {
    const meter = await watchNetwork(page);
    if (cold) await meter.session.send('Network.clearBrowserCache');
    return await visit(page, meter);
  } catch (error) {
    if (attempt === ATTEMPTS || !(error instanceof errors.TimeoutError)) throw error;
    process.stderr.write(`a visit came to nothing within ${READY_TIMEOUT_MS / 1_000} s: again\n`);
  } finally {
    await page.close();
  }
  return onNewPage(context, cold, visit, attempt + 1);
}

/** The stock editor's own page, opened by its address. */
export async function visitStock(
  context: BrowserContext,
  url: string,
  cold: boolean,
): Promise<Visit> {
  return onNewPage(context, cold, async (page, meter) => {
    await meter.session.send('Network.emulateNetworkConditions', NETWORK);
    const startedAt = Date.now();
    await page.goto(`${url}/`, { waitUntil: 'commit' });
    return finish(page, meter, startedAt);
  });
}

/** From the gallery through the link in the header, as a hand does it. */
export async function visitOurs(
  context: BrowserContext,
  url: string,
  cold: boolean,
): Promise<Visit> {
  return onNewPage(context, cold, async (page, meter) => {
    await page.goto(`${url}/gallery`, { waitUntil: 'networkidle' });
    await meter.session.send('Network.emulateNetworkConditions', NETWORK);
    Object.assign(meter, { bytes: 0, revalidations: 0 });
    await approach(page, 'header nav a[href="/studio/"]');
    const startedAt = await page.evaluate(() => Date.now());
    await page.mouse.down();
    await page.mouse.up();
    return finish(page, meter, startedAt);
  });
}

async function approach(page: Page, selector: string): Promise<void> {
  const box = await page.locator(selector).boundingBox();
  const view = page.viewportSize();
  if (box === null || view === null) throw new Error(`${selector} is not to be seen`);
  const from = { x: view.width / 2, y: view.height / 2 };
  const to = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(from.x, from.y);
  for (let step = 1; step <= APPROACH_STEPS; step += 1) {
    const share = step / APPROACH_STEPS;
    await page.mouse.move(from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share);
    await page.waitForTimeout(APPROACH_MS / APPROACH_STEPS);
  }
}

/** What runs in the page was compiled with names kept, by a helper that the page lacks. */
async function nameNothing(page: Page): Promise<void> {
  await page.evaluate('globalThis.__name ??= (target) => target');
}

export interface Return {
  readonly readyMs: number;
  /** Whether graph, undo history and socket are the same as before. */
  readonly intact: boolean;
}

/** Gallery → studio in the same visit, several times, on a page that has had the studio open. */
export async function returnToOurs(page: Page): Promise<Return> {
  await page.click('header nav a[href="/gallery"]');
  await page.waitForURL('**/gallery');
  await page.waitForLoadState('networkidle');
  await nameNothing(page);
  return page.evaluate(async () => {
    interface Editor {
      app: {
        graph: { _nodes: unknown[] };
        extensionManager: {
          workflow: { activeWorkflow: { changeTracker: { undoQueue: unknown[] } } };
        };
      };
      comfyAPI: { api: { api: { socket: WebSocket } } };
    }
    const editor = window as unknown as Editor;
    const facts = () => [
      editor.app.graph,
      editor.app.graph._nodes[0],
      editor.app.extensionManager.workflow.activeWorkflow.changeTracker.undoQueue,
      editor.comfyAPI.api.api.socket,
    ];
    const before = facts();
    const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
    const link = document.querySelector<HTMLElement>('header nav a[href="/studio/"]');
    const startedAt = performance.now();
    link?.click();
    const canvas = document.getElementById('graph-canvas');
    while (location.pathname !== '/studio/' || (canvas?.getBoundingClientRect().width ?? 0) < 1) {
      await frame();
    }
    // The frame in which it is seen has been painted when the next task runs.
    await frame();
    await new Promise((resolve) => setTimeout(resolve));
    const readyMs = performance.now() - startedAt;
    const after = facts();
    const isOpen = editor.comfyAPI.api.api.socket.readyState === WebSocket.OPEN;
    return { readyMs, intact: isOpen && before.every((fact, index) => fact === after[index]) };
  });
}

/** The other way to come back: an iframe that is put into the page anew. Nothing is throttled. */
export async function reloadIframe(page: Page, url: string): Promise<number> {
  await nameNothing(page);
  return page.evaluate(async (address) => {
    document.querySelector('iframe')?.remove();
    const frame = document.createElement('iframe');
    frame.style.cssText = 'width:100%;height:100%;border:0';
    frame.src = address;
    const startedAt = performance.now();
    document.body.append(frame);
    for (;;) {
      const inside = frame.contentWindow as unknown as {
        app?: { graph?: { _nodes?: unknown[] } };
        document: Document;
      } | null;
      const nodes = inside?.app?.graph?._nodes ?? [];
      const loading = inside?.document.getElementById('splash-loader');
      if (nodes.length > 0 && loading === null) return performance.now() - startedAt;
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  }, `${url}/`);
}
