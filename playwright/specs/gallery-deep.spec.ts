/**
 * A gallery of several slices: what is undone, refused or told far behind its beginning, and slices
 * that are late or do not come.
 */
import type { Locator, Page, Route } from '@playwright/test';

import type { Generation } from '@/lib/domain/generation';
import type { UserId } from '@/lib/kernel/ids';
import { generationDocument } from '@/prisma-free-db/documents/generation';
import { plainPicture } from '@/tests/support/graphs';
import { makeGeneration } from '@/tests/support/make-generation';
import type { Stack } from '@/tests/support/stack';

import { expect, test, type Person } from '../fixtures/atelier';

/** More than two slices. */
const ROWS = 150;
/** In the third slice. */
const DEEP = 140;
const APART_MS = 12 * 60_000;
const DAY_MS = 86_400_000;

/** Sounds, for their tiles need no files. @returns their ids, newest first */
async function fill({ db }: Stack, { id }: Person): Promise<string[]> {
  const newest = Date.now() - DAY_MS;
  const rows: Generation[] = Array.from({ length: ROWS }, (_, row) =>
    makeGeneration(id as UserId, `sound_${row}_.wav`, {
      ...{ mediaType: 'audio', contentType: 'audio/wav' },
      createdAt: new Date(newest - row * APART_MS),
    }),
  );
  const documents = rows.map((row) => ({
    ...generationDocument.toDocument(row),
    ...{ terms: [], claim: 1 },
  }));
  await db.collections.generations.insertMany(documents);
  return rows.map((row) => row.id);
}

const tile = (page: Page, id: string | undefined): Locator =>
  page.locator(`main ul a[data-tile="${id ?? 'none'}"]`);
const retryButton = (page: Page): Locator => page.getByRole('button', { name: 'Try again' });

/** Scrolls until a tile exists; its slice is fetched on the way. */
async function scrollTo(page: Page, id: string | undefined): Promise<void> {
  await expect(async () => {
    await page.locator('main').evaluate((main) => main.scrollTo(0, main.scrollHeight));
    await expect(tile(page, id)).toBeVisible({ timeout: 2_000 });
  }).toPass();
}

/** The tile is there, and all tiles that exist stand in the order of the server. */
async function expectInPlace(page: Page, ids: readonly string[], row: number): Promise<void> {
  await expect(tile(page, ids[row])).toBeVisible();
  const shown = await page
    .locator('main ul a[data-tile]')
    .evaluateAll((links) => links.map((link) => (link as HTMLElement).dataset['tile']));
  expect(shown).toEqual(ids.filter((id) => shown.includes(id)));
}

/** Runs something; its result comes to the gallery's beginning. */
async function expectNewResult(page: Page, person: Person, ids: readonly string[]): Promise<void> {
  await person.comfy.run(plainPicture(0x336699));
  await page.locator('main').evaluate((main) => main.scrollTo(0, 0));
  await expect(tile(page, ids[0])).toBeVisible();
  await expectNewestIsNew(page, ids);
}

const expectNewestIsNew = (page: Page, ids: readonly string[]): Promise<void> =>
  expect(page.locator('main ul a[data-tile]').first()).not.toHaveAttribute(
    'data-tile',
    ids[0] ?? '',
  );

/** What becomes of calls for slices behind the first one. @returns how many were made */
async function catchSlices(page: Page, handle: (route: Route) => unknown): Promise<() => number> {
  let count = 0;
  await page.route(/\/api\/history\?.*cursor=[^&]/, async (route) => {
    count += 1;
    await handle(route);
  });
  return () => count;
}

test('what was deleted far down comes back to its place with Undo, in every window', async ({
  signedIn,
  person,
  stack,
  newPageOf,
}) => {
  const ids = await fill(stack, person);
  const other = await newPageOf(person);
  for (const page of [signedIn, other]) {
    await page.goto('/gallery');
    await scrollTo(page, ids[DEEP]);
  }
  await tile(signedIn, ids[DEEP]).focus();
  await signedIn.keyboard.press('Delete');
  for (const page of [signedIn, other]) await expect(tile(page, ids[DEEP])).toHaveCount(0);
  await signedIn.getByRole('button', { name: 'Undo' }).click();
  for (const page of [signedIn, other]) {
    await expectInPlace(page, ids, DEEP);
  }
});

test('a refused act far down leaves everything as it was', async ({ signedIn, person, stack }) => {
  const ids = await fill(stack, person);
  await signedIn.goto('/gallery');
  await scrollTo(signedIn, ids[DEEP]);
  await signedIn.route('**/api/generations/bulk', (route) => route.abort());
  await tile(signedIn, ids[DEEP]).focus();
  await signedIn.keyboard.press('Delete');
  const refusal = signedIn.getByText(/could not be changed/);
  await expect(refusal).toHaveCount(1);
  await expectInPlace(signedIn, ids, DEEP);

  const star = tile(signedIn, ids[DEEP]).locator('..').locator('> svg');
  await tile(signedIn, ids[DEEP]).focus();
  await signedIn.keyboard.press('f');
  await expect(refusal).toHaveCount(2);
  await expect(star).toHaveCount(0);
});

test('what happens while a slice is on its way is still so when it has come', async ({
  signedIn,
  person,
  stack,
}) => {
  const ids = await fill(stack, person);
  const held = Promise.withResolvers<undefined>();
  const asked = await catchSlices(signedIn, async (route) => {
    await held.promise;
    await route.continue();
  });
  await signedIn.goto('/gallery');
  await expect(tile(signedIn, ids[5])).toBeVisible();
  await expect.poll(asked).toBeGreaterThan(0);
  await tile(signedIn, ids[5]).focus();
  await signedIn.keyboard.press('Delete');
  await expect(tile(signedIn, ids[5])).toHaveCount(0);
  await expectNewResult(signedIn, person, ids);

  held.resolve(undefined);
  await scrollTo(signedIn, ids.at(-1));
  await signedIn.locator('main').evaluate((main) => main.scrollTo(0, 0));
  await expect(tile(signedIn, ids[4])).toBeVisible();
  await expectNewestIsNew(signedIn, ids);
  await expect(tile(signedIn, ids[5])).toHaveCount(0);
});

test('what does not come is asked for again by the button or a new connection, not by itself', async ({
  signedIn,
  person,
  stack,
}) => {
  const ids = await fill(stack, person);
  const asked = await catchSlices(signedIn, (route) => route.abort());
  await signedIn.goto('/gallery');
  await expect(tile(signedIn, ids[0])).toBeVisible();
  await signedIn.locator('main').evaluate((main) => main.scrollTo(0, main.scrollHeight));
  await expect(retryButton(signedIn)).toBeVisible();
  const first = asked();
  // What changes in the list is no reason to ask again.
  await expectNewResult(signedIn, person, ids);
  await signedIn.locator('main').evaluate((main) => main.scrollTo(0, main.scrollHeight));
  await expect(retryButton(signedIn)).toBeVisible();
  expect(asked()).toBe(first);

  await retryButton(signedIn).focus();
  await signedIn.keyboard.press('Enter');
  await expect(retryButton(signedIn)).toBeFocused();
  await expect.poll(asked).toBeGreaterThan(first);
  await expect(signedIn.getByText('More could not be loaded.')).toBeVisible();
  await expect(retryButton(signedIn)).toBeFocused();

  await signedIn.unroute(/\/api\/history\?.*cursor=[^&]/);
  await stack.restart('web');
  await expect(retryButton(signedIn)).toHaveCount(0);
  await scrollTo(signedIn, ids.at(-1));
});
