import type { Locator, Page } from '@playwright/test';

import type { UserId } from '@/lib/kernel/ids';
import { plainPicture } from '@/tests/support/graphs';
import { makeGeneration } from '@/tests/support/make-generation';
import { startStack } from '@/tests/support/stack';

import { expect, test, type Person } from '../fixtures/atelier';
import { expectAccessible } from '../fixtures/axe';
import { nodesOf, openStudio, runOnce } from '../fixtures/studio';

// A first load of the editor is half a minute where tests share two cores with builds.
test.setTimeout(180_000);

interface WidgetNode {
  readonly type: string;
  readonly widgets?: readonly { readonly name: string; readonly value: unknown }[];
}

const panelOf = (page: Page): Locator => page.getByRole('region', { name: 'Results' });
const cardsOf = (page: Page): Locator => panelOf(page).locator('[data-result]');

async function openPanel(page: Page): Promise<void> {
  await page.locator('.side-tool-bar-container').getByRole('button', { name: 'Results' }).click();
  await expect(panelOf(page)).toBeVisible();
}

async function runPicture({ comfy }: Person, color: number): Promise<void> {
  const { promptId } = await comfy.submit(plainPicture(color, 'panel'));
  await comfy.ended(promptId);
}

/** Values of a widget of all nodes of a type. */
function valuesOf(page: Page, type: string, name: string): Promise<unknown[]> {
  return page.evaluate(
    ([wantedType, wantedName]) => {
      const { app } = window as unknown as { app: { graph: { _nodes: WidgetNode[] } } };
      return app.graph._nodes
        .filter((node) => node.type === wantedType)
        .map((node) => node.widgets?.find((one) => one.name === wantedName)?.value);
    },
    [type, name] as const,
  );
}

test('own results come live beside the graph, and only this workflow’s when asked', async ({
  signedIn: page,
  person,
}) => {
  await runPicture(person, 0x111111);
  await openStudio(page);
  await openPanel(page);
  await expect(cardsOf(page)).toHaveCount(1);
  await expect(cardsOf(page).locator('img')).toHaveJSProperty('complete', true);

  await runPicture(person, 0x222222);
  await expect(cardsOf(page)).toHaveCount(2);
  await panelOf(page).getByRole('button', { name: 'This workflow' }).click();
  await expect(panelOf(page).getByText('This workflow has no results yet.')).toBeVisible();
  await runOnce(page);
  await expect(cardsOf(page)).toHaveCount(1);
  await panelOf(page).getByRole('button', { name: 'This workflow' }).click();
  await expect(cardsOf(page)).toHaveCount(3);
  await expectAccessible(page);
  await page.screenshot({ path: 'test-results/panel-open.png' });
});

test('a picture goes into the graph as an input, by hand and by button, and runs', async ({
  signedIn: page,
  person,
}) => {
  await runPicture(person, 0x334455);
  await openStudio(page);
  await openPanel(page);
  const card = cardsOf(page).first();
  await card.getByRole('button', { name: 'Use as input' }).click();
  await expect
    .poll(() => valuesOf(page, 'LoadImage', 'image'))
    .toEqual([expect.stringMatching(/^panel_\d+_\.png \[output\]$/)]);
  const before = await nodesOf(page);
  await card.locator('.atelier-thumb').dragTo(page.locator('#graph-canvas'), {
    targetPosition: { x: 700, y: 120 },
  });
  await expect.poll(async () => (await nodesOf(page)).length).toBe(before.length + 1);
  await expect
    .poll(() => valuesOf(page, 'LoadImage', 'image'))
    .toEqual([expect.stringMatching(/\[output\]$/), expect.stringMatching(/\[output\]$/)]);
  await page.screenshot({ path: 'test-results/panel-input.png' });
});

test('its graph opens, two are compared, and what was deleted comes back', async ({
  signedIn: page,
  person,
}) => {
  await runPicture(person, 0x445566);
  await runPicture(person, 0x665544);
  await openStudio(page);
  await openPanel(page);
  await expect(cardsOf(page)).toHaveCount(2);

  await cardsOf(page).nth(0).getByRole('button', { name: 'Compare' }).click();
  await cardsOf(page).nth(1).getByRole('button', { name: 'Compare' }).click();
  const compare = page.getByRole('dialog', { name: 'Compare' });
  await expect(compare).toBeVisible();
  await compare.getByRole('slider').press('Home');
  await page.screenshot({ path: 'test-results/panel-compare.png' });
  await page.keyboard.press('Escape');
  await expect(compare).toHaveCount(0);

  const oldest = cardsOf(page).nth(1);
  const id = await oldest.getAttribute('data-result');
  const nodes = await nodesOf(page);
  await oldest.getByRole('button', { name: 'Delete' }).press('Enter');
  await expect(cardsOf(page)).toHaveCount(1);
  // The keys that follow are for the panel, not for the graph.
  await expect(cardsOf(page)).toBeFocused();
  await page.keyboard.press('Delete');
  await panelOf(page).getByRole('button', { name: 'Undo' }).press('Enter');
  await expect(cardsOf(page)).toHaveCount(2);
  await expect(panelOf(page)).toBeFocused();
  expect(await nodesOf(page)).toEqual(nodes);
  await expect(cardsOf(page).nth(1)).toHaveAttribute('data-result', id ?? '');

  await cardsOf(page).nth(1).getByRole('button', { name: 'Open its graph' }).click();
  await expect.poll(() => valuesOf(page, 'EmptyImage', 'color')).toEqual([0x445566]);
});

test('what does not come is asked for once, and again by button; an ended session is named', async ({
  signedIn: page,
  person,
  stack,
}) => {
  const { id } = person;
  for (let number = 0; number < 60; number += 1) {
    const createdAt = new Date(Date.now() - number * 60_000);
    const generation = makeGeneration(id as UserId, `old_${number}.png`, { createdAt });
    await stack.db.generations.put(generation);
  }
  let status = 503;
  let asked = 0;
  await page.route(/\/api\/results\?.*before=/, (route) => {
    asked += 1;
    if (status === 200) return route.continue();
    return route.fulfill({ status, contentType: 'application/json', body: '{}' });
  });
  await openStudio(page);
  await openPanel(page);
  await expect(cardsOf(page)).toHaveCount(40);
  // Nobody has scrolled yet; and then the list does, not the panel.
  expect(asked).toBe(0);
  await cardsOf(page).last().scrollIntoViewIfNeeded();
  await expect(panelOf(page).getByText('Your results could not be loaded.')).toBeVisible();
  await expect(panelOf(page).getByRole('heading', { name: 'Results' })).toBeInViewport();
  await expectAccessible(page);
  await page.screenshot({ path: 'test-results/panel-failed.png' });
  // The connection may have come up behind the first try.
  expect(asked).toBeLessThanOrEqual(2);
  status = 401;
  await panelOf(page).getByRole('button', { name: 'Try again' }).press('Enter');
  await expect(panelOf(page).getByText('Your session has ended.')).toBeInViewport();
  await expect(panelOf(page).getByRole('link', { name: 'Sign in' })).toBeVisible();
  await expect(panelOf(page)).toBeFocused();
  await page.screenshot({ path: 'test-results/panel-ended.png' });
  expect(asked).toBeLessThanOrEqual(3);
  status = 200;
  await panelOf(page).getByRole('button', { name: 'Try again' }).press('Enter');
  await expect(cardsOf(page)).toHaveCount(60);
});

test('the panel speaks Chinese where our pages do', async ({ signedIn: page, person, stack }) => {
  await runPicture(person, 0x101010);
  await page.context().addCookies([{ name: 'atelier.locale', value: 'zh-CN', url: stack.url }]);
  await openStudio(page);
  await page.locator('.side-tool-bar-container').getByRole('button', { name: '结果' }).click();
  await expect(page.getByRole('region', { name: '结果' }).locator('[data-result]')).toHaveCount(1);
  await page.screenshot({ path: 'test-results/panel-chinese.png' });
});

test('the panel works in the frame, too', async ({ browser }) => {
  const stack = await startStack({ env: { STUDIO_EMBED: 'iframe' } });
  try {
    const token = await stack.signIn(await stack.createUser());
    const context = await browser.newContext({ locale: 'en-GB' });
    await context.addCookies([{ name: 'atelier.session', value: token, url: stack.url }]);
    const page = await context.newPage();
    const violations: string[] = [];
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) violations.push(message.text());
    });
    await page.goto(`${stack.url}/studio/`);
    const frame = page.frameLocator('iframe[src="/studio/frame/"]');
    await frame.locator('.side-tool-bar-container').getByRole('button', { name: 'Results' }).click({
      timeout: 90_000,
    });
    await expect(frame.getByRole('region', { name: 'Results' })).toBeVisible();
    await expect(frame.getByText('What you run appears here.')).toBeVisible();
    await frame.getByRole('button', { name: 'Run', exact: true }).click();
    await expect(frame.locator('[data-result] img')).toHaveCount(1);
    expect(violations).toEqual([]);
    await context.close();
  } finally {
    await stack.stop();
  }
});

test('a run that changes nothing shows the stored result, and runs when one insists', async ({
  signedIn: page,
  person,
  stack,
}) => {
  const count = (): Promise<number> =>
    stack.db.gallery.count(person.id as Parameters<typeof stack.db.gallery.count>[0], {});
  await runPicture(person, 0x515151);
  await openStudio(page);
  await openPanel(page);
  await cardsOf(page).getByRole('button', { name: 'Open its graph' }).click();
  await expect.poll(() => valuesOf(page, 'EmptyImage', 'color')).toEqual([0x515151]);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const notice = page.getByText('Nothing changed since this ran');
  await expect(notice).toBeVisible();
  expect(await count()).toBe(1);
  await page.screenshot({ path: 'test-results/panel-reused.png' });
  await page.getByRole('button', { name: 'Run anyway' }).click();
  await expect(notice).toBeHidden();
  await expect.poll(count).toBe(2);
});
