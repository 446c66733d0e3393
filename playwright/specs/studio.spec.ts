import type { Page } from '@playwright/test';

import { scaledPicture } from '@/tests/support/graphs';
import { startStack } from '@/tests/support/stack';

import { expect, test } from '../fixtures/atelier';
import {
  differences,
  dragNode,
  execute,
  isRemembered,
  nodesOf,
  openStudio,
  remember,
  runOnce,
  stylesOf,
  whenReady,
} from '../fixtures/studio';

// A first load of the editor is half a minute where tests share two cores with builds.
test.setTimeout(180_000);

const toGallery = async (page: Page): Promise<void> => {
  await page.locator('header.atelier nav a[href="/gallery"]').click();
  await expect(page).toHaveURL(/\/gallery$/);
};
const toStudio = async (page: Page): Promise<void> => {
  await page.locator('header.atelier nav a[href="/studio/"]').click();
  await expect(page).toHaveURL(/\/studio\/$/);
  await expect(page.locator('#graph-canvas')).toBeVisible();
};
const headerBottom = (page: Page): Promise<number> =>
  page.locator('header.atelier').evaluate((header) => header.getBoundingClientRect().bottom);
const editorKeys = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter(
      (key) => !key.startsWith('atelier') && !key.startsWith('nextauth.'),
    ),
  );

test('a new user lands in a graph that runs, and its picture reaches node and gallery', async ({
  signedIn: page,
}) => {
  await openStudio(page);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await runOnce(page);
  await toGallery(page);
  await expect(page.locator('#content ul a')).toHaveCount(1);
});

test('gallery and back keeps graph, undo history and socket', async ({ signedIn: page }) => {
  await openStudio(page);
  const [first] = await nodesOf(page);
  if (first === undefined) throw new Error('the starter graph is empty');
  await dragNode(page, first.id, 80);
  const [moved] = await nodesOf(page);
  expect(moved?.pos).not.toEqual(first.pos);
  await remember(page);

  await toGallery(page);
  await expect(page.locator('#graph-canvas')).toBeHidden();
  await toStudio(page);
  expect(await isRemembered(page)).toBe(true);
  expect((await nodesOf(page))[0]?.pos).toEqual(moved?.pos);

  await page.goBack();
  await expect(page).toHaveURL(/\/gallery$/);
  await page.goForward();
  await expect(page.locator('#graph-canvas')).toBeVisible();
  expect(await isRemembered(page)).toBe(true);

  await page.locator('#graph-canvas').click({ position: { x: 500, y: 60 } });
  await page.keyboard.press('Control+z');
  await expect.poll(async () => (await nodesOf(page))[0]?.pos).toEqual(first.pos);
});

test('a hidden editor hears no keys and leaves title, icon and document alone', async ({
  signedIn: page,
}) => {
  await page.goto('/gallery');
  const title = await page.title();
  const documentNow = (): Promise<unknown> =>
    page.evaluate(() => ({
      title: document.title,
      icon: document.querySelector('link[rel~="icon"]')?.getAttribute('href'),
      html: document.documentElement.getAttribute('style'),
      body: [document.body.className, document.body.getAttribute('style')],
      active: [...document.styleSheets].filter(
        (sheet) => !sheet.disabled && (sheet.href ?? '').includes('/studio/'),
      ).length,
    }));
  const before = await documentNow();
  await toStudio(page);
  await whenReady(page);
  await expect(page).toHaveTitle(/ComfyUI/);
  const nodes = await nodesOf(page);

  await toGallery(page);
  await expect(page).toHaveTitle(title);
  expect(await documentNow()).toEqual(before);
  const posts: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST') posts.push(request.url());
  });
  for (const keys of ['Control+a', 'Delete', 'Control+Enter', 'Control+z', 'r']) {
    await page.keyboard.press(keys);
  }
  expect(await nodesOf(page)).toEqual(nodes);
  expect(posts).toEqual([]);
});

test('neither side’s styles reach the other', async ({ signedIn: page }) => {
  // Without the links: the one of the present page looks different.
  const header =
    'header.atelier, header.atelier > :not(nav), header.atelier > :not(nav) *, header.atelier li';
  const editor =
    '.comfyui-body, #graph-canvas, .side-tool-bar-container *, .workflow-tabs-container *';
  const gallery = '#content, #content h1';
  const empty = page.getByText('Your first picture will hang here');
  const rest = async (): Promise<void> => {
    await page.mouse.move(700, 600);
    await page.evaluate(() =>
      Promise.all(document.getAnimations().map(({ finished }) => finished)),
    );
  };
  await page.goto('/gallery');
  await expect(empty).toBeVisible();
  // The header is whole once the queue has been asked for.
  await page.waitForLoadState('networkidle');
  await rest();
  const alone = await stylesOf(page, header);
  const main = await stylesOf(page, gallery);
  await toStudio(page);
  await whenReady(page);
  await rest();
  expect(differences(await stylesOf(page, header), alone)).toEqual([]);
  const mounted = await stylesOf(page, editor);
  await toGallery(page);
  await expect(empty).toBeVisible();
  await rest();
  expect(differences(await stylesOf(page, gallery), main)).toEqual([]);

  // The editor's own page, as large as its place beside our header.
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
  const headerHeight = await headerBottom(page);
  await page.setViewportSize({ width, height: height - headerHeight });
  await page.goto('/studio/frame/');
  await whenReady(page);
  await rest();
  expect(differences(mounted, await stylesOf(page, editor))).toEqual([]);
});

test('dialogs stay below the header, which stays in reach', async ({ signedIn: page }) => {
  await openStudio(page);
  await execute(page, 'Comfy.ShowSettingsDialog');
  const dialog = page.getByRole('dialog').first();
  await expect(dialog).toBeVisible();
  const box = await dialog.boundingBox();
  expect(box?.y ?? 0).toBeGreaterThanOrEqual(await headerBottom(page));
  await toGallery(page);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});

test('the editor fills the place below the header at every size', async ({ signedIn: page }) => {
  await openStudio(page);
  for (const size of [
    { width: 1440, height: 900 },
    { width: 820, height: 560 },
    { width: 390, height: 844 },
  ]) {
    await page.setViewportSize(size);
    await expect
      .poll(() =>
        page.locator('.comfyui-body').evaluate((body) => {
          const { left, top, right, bottom } = body.getBoundingClientRect();
          return { left, top, right, bottom };
        }),
      )
      .toEqual({ left: 0, top: await headerBottom(page), right: size.width, bottom: size.height });
  }
});

test('nothing the editor shows asks another origin, and no policy is broken', async ({
  signedIn: page,
}) => {
  await page.addInitScript(() => {
    Object.assign(window, { violations: [] });
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      (window as unknown as { violations: string[] }).violations.push(
        `${violatedDirective} ${blockedURI}`,
      );
    });
  });
  await openStudio(page);
  for (const command of ['Comfy.BrowseTemplates', 'Comfy.ShowSettingsDialog']) {
    await execute(page, command);
    await expect(page.getByRole('dialog').first()).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
  await page.waitForLoadState('networkidle');
  const violations = await page.evaluate(
    () => (window as unknown as { violations: string[] }).violations,
  );
  expect(violations).toEqual([]);
});

test('the client id is this tab’s own, whatever the window is called', async ({
  signedIn: page,
}) => {
  await page.addInitScript(() => (window.name = 'chosen-by-another'));
  const sockets: URL[] = [];
  page.on('websocket', (socket) => sockets.push(new URL(socket.url())));
  await openStudio(page);
  const socket = sockets.find(({ pathname }) => pathname === '/studio/ws');
  expect(socket?.searchParams.get('clientId')).toMatch(/^[0-9a-f]{32}$/);
});

test('the graph that made a picture opens from the gallery, beside what is open', async ({
  signedIn: page,
  person,
}) => {
  await person.comfy.run(scaledPicture(0x227755, 320, 200));
  await openStudio(page);
  await remember(page);
  await toGallery(page);
  await page.locator('#content ul a').first().click();
  await page.getByRole('link', { name: 'Open in studio' }).click();
  await expect
    .poll(async () => (await nodesOf(page)).map(({ type }) => type).toSorted())
    .toEqual(
      Object.values(scaledPicture(0x227755, 320, 200))
        .map(({ class_type }) => class_type)
        .toSorted(),
    );
  await expect(page).toHaveURL(/\/studio\/$/);
});

test('signing out leaves nothing of the editor in the browser', async ({ signedIn: page }) => {
  await openStudio(page);
  expect((await editorKeys(page)).length).toBeGreaterThan(0);
  await page.getByRole('button', { name: /^Account menu/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  expect(await editorKeys(page)).toEqual([]);
  expect(await page.evaluate(() => window.name)).toBe('');
});

test('another user in the same browser does not meet the former one’s graph', async ({
  signedIn: page,
  context,
  newPerson,
  stack,
}) => {
  await openStudio(page);
  const [first] = await nodesOf(page);
  if (first === undefined) throw new Error('the starter graph is empty');
  await dragNode(page, first.id, 90);
  await page.waitForFunction(() =>
    Object.keys(localStorage).some((key) => key.startsWith('Comfy.Workflow.Draft.v2')),
  );
  const other = await newPerson();
  await context.addCookies([
    { name: 'atelier.session', value: other.token, url: stack.url, httpOnly: true },
  ]);
  await openStudio(page);
  expect((await nodesOf(page))[0]?.pos).toEqual(first.pos);
});

test('where an installation wants an iframe, the editor comes in one', async ({ browser }) => {
  const stack = await startStack({ env: { STUDIO_EMBED: 'iframe' } });
  try {
    const token = await stack.signIn(await stack.createUser());
    const context = await browser.newContext();
    await context.addCookies([{ name: 'atelier.session', value: token, url: stack.url }]);
    const page = await context.newPage();
    await page.goto(`${stack.url}/studio/`);
    const frame = page.locator('iframe[src="/studio/frame/"]');
    await expect(frame).toBeVisible();
    expect(await frame.getAttribute('name')).toBeNull();
    const inside = page.frames().find((one) => one.url().endsWith('/studio/frame/'));
    await inside?.waitForFunction(
      () =>
        ((window as unknown as { app?: { graph?: { _nodes: unknown[] } } }).app?.graph?._nodes
          .length ?? 0) > 0,
    );
    await inside?.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByRole('link', { name: 'Gallery' }).click();
    await expect(page.locator('#content ul a')).toHaveCount(1, { timeout: 60_000 });
    await context.close();
  } finally {
    await stack.stop();
  }
});
