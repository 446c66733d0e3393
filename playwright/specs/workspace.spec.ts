/**
 * A dedicated workspace as people use it: start it, watch it come up, work in its editor, keep it, end
 * it. The stack's only slot is lent meanwhile.
 */
import type { Page } from '@playwright/test';

import type { Stack } from '@/tests/support/stack';

import { expect, test } from '../fixtures/atelier';
import { expectAccessible } from '../fixtures/axe';

interface EditorNode {
  readonly type: string;
  readonly imgs?: readonly { readonly naturalWidth: number }[];
}
interface EditorApp {
  readonly graph?: { readonly _nodes: EditorNode[] };
}
type EditorWindow = typeof globalThis & { app?: EditorApp };

const READY_MS = 180_000;
const EDITOR_MS = 120_000;
const RUN_MS = 90_000;

const picturesInNode = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const nodes = (window as EditorWindow).app?.graph?._nodes ?? [];
    return nodes.find(({ type }) => type === 'SaveImage')?.imgs?.length ?? 0;
  });

async function openEditor(page: Page): Promise<void> {
  await page.waitForFunction(
    () => ((window as EditorWindow).app?.graph?._nodes.length ?? 0) > 0,
    null,
    { timeout: EDITOR_MS },
  );
  await expect(page.getByTestId('queue-button')).toBeVisible();
}

async function start(page: Page): Promise<void> {
  await page.goto('/workspace');
  await page.getByRole('button', { name: 'Start ComfyUI' }).click();
  await expect(page.getByRole('heading', { name: 'Your workspace is ready' })).toBeVisible({
    timeout: READY_MS,
  });
}

async function end(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'End workspace' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End workspace' }).click();
  await expect(page.getByText('You ended it.')).toBeVisible({ timeout: READY_MS });
}

/** As if nobody had been there for so long. */
const leaveAlone = (stack: Stack, seconds: number) =>
  stack.db.collections.workspaces.updateMany(
    { state: 'ready' },
    { $set: { activity_at: new Date(Date.now() - seconds * 1000) } },
  );

test('from "Start ComfyUI" to a picture in the gallery, and to the end', async ({
  signedIn,
  context,
  newPerson,
  newPageOf,
}, testInfo) => {
  test.setTimeout(420_000);
  await signedIn.goto('/workspace');
  await expectAccessible(signedIn);
  await start(signedIn);
  await expectAccessible(signedIn);
  await testInfo.attach('ready', { body: await signedIn.screenshot(), contentType: 'image/png' });
  // Somebody else worked in this browser before, and left a draft behind.
  await signedIn.evaluate(() => {
    localStorage.setItem('atelier.studio.owner', 'somebody-else');
    localStorage.setItem('Comfy.PreviousWorkflow', 'a graph of theirs');
  });
  const opened = context.waitForEvent('page');
  await signedIn.getByRole('link', { name: 'Open secure workspace' }).click();
  const editor = await opened;
  const address = editor.url();
  expect(new URL(address).pathname).toMatch(/^\/w\/[\w-]{32}\/$/);
  await openEditor(editor);
  expect(await editor.evaluate(() => JSON.stringify(localStorage))).not.toContain('theirs');
  // What a new person meets there runs as it is.
  await editor.getByTestId('queue-button').click();
  await expect.poll(() => picturesInNode(editor), { timeout: RUN_MS }).toBe(1);
  await testInfo.attach('editor', { body: await editor.screenshot(), contentType: 'image/png' });

  // Somebody else waits for the only device, and the address is of no use to them.
  const other = await newPageOf(await newPerson());
  expect((await other.goto(address))?.status()).toBe(403);
  await other.goto('/workspace');
  await other.getByRole('button', { name: 'Start ComfyUI' }).click();
  await expect(other.getByText('you are next')).toBeVisible();

  await end(signedIn);
  await expect(editor.getByText('This workspace has ended.', { exact: false })).toBeVisible();
  expect((await editor.goto(address))?.status()).toBe(403);
  await expect(other.getByRole('heading', { name: 'Your workspace is ready' })).toBeVisible({
    timeout: READY_MS,
  });
  await end(other);
  await signedIn.goto('/gallery');
  await expect(signedIn.locator('[data-tile]')).toHaveCount(1);
});

test('the countdown shows in the page and in the editor, and is stopped by a click', async ({
  signedIn,
  context,
  stack,
}, testInfo) => {
  test.setTimeout(420_000);
  await start(signedIn);
  const opened = context.waitForEvent('page');
  await signedIn.getByRole('link', { name: 'Open secure workspace' }).click();
  const editor = await opened;
  await openEditor(editor);
  const keep = signedIn.getByRole('button', { name: 'Keep it' });
  // What the editor still saves while it comes up counts as somebody's doing.
  await expect(async () => {
    await leaveAlone(stack, 500);
    await expect(keep).toBeVisible({ timeout: 5_000 });
  }).toPass({ timeout: EDITOR_MS });
  await expect(signedIn.getByRole('timer')).toHaveText(/^1:\d\d$/);
  await expectAccessible(signedIn);
  await testInfo.attach('countdown', {
    body: await signedIn.screenshot(),
    contentType: 'image/png',
  });
  const inEditor = editor.locator('#atelier-workspace-notice');
  await expect(inEditor).toContainText('This workspace ends in');
  await testInfo.attach('in the editor', {
    body: await editor.screenshot(),
    contentType: 'image/png',
  });
  await inEditor.getByRole('button', { name: 'Keep it' }).click();
  await expect(inEditor).toBeHidden();
  await expect(keep).toBeHidden();

  await leaveAlone(stack, 700);
  await expect(signedIn.getByText('It ended because nobody worked in it for a while.')).toBeVisible(
    {
      timeout: READY_MS,
    },
  );
});

test('on a phone, in Chinese, by keyboard', async ({ signedIn, context, stack }, testInfo) => {
  test.setTimeout(300_000);
  await context.addCookies([{ name: 'atelier.locale', value: 'zh-CN', url: stack.url }]);
  await context.addCookies([{ name: 'atelier.theme', value: 'dark', url: stack.url }]);
  await signedIn.setViewportSize({ width: 390, height: 780 });
  await signedIn.goto('/workspace');
  const begin = signedIn.getByRole('button', { name: '启动 ComfyUI' });
  await begin.focus();
  await signedIn.keyboard.press('Enter');
  await expect(signedIn.getByRole('heading', { name: '你的工作区已就绪' })).toBeVisible({
    timeout: READY_MS,
  });
  await expectAccessible(signedIn);
  const overflow = await signedIn.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBeLessThanOrEqual(0);
  await testInfo.attach('phone', { body: await signedIn.screenshot(), contentType: 'image/png' });
  await signedIn.getByRole('button', { name: '结束工作区' }).focus();
  await signedIn.keyboard.press('Enter');
  await signedIn.getByRole('dialog').getByRole('button', { name: '结束工作区' }).press('Enter');
  await expect(signedIn.getByText('你结束了它。')).toBeVisible({ timeout: READY_MS });
});
