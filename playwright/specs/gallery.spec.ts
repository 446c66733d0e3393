import type { Locator, Page } from '@playwright/test';

import type { Graph } from '@/lib/domain/prompt-run';
import { longWork, scaledPicture } from '@/tests/support/graphs';

import { expect, test } from '../fixtures/atelier';
import { expectAccessible } from '../fixtures/axe';

const tiles = (page: Page): Locator => page.locator('main ul a');

/** For work that keeps a core busy, on a machine that has other things to do. */
const RUN_LIMIT_MS = 120_000;

/** Many pictures from one run. */
function batch(count: number): Graph {
  return {
    '1': {
      class_type: 'EmptyImage',
      inputs: { width: 48, height: 32, batch_size: count, color: 0x336699 },
    },
    '9': { class_type: 'SaveImage', inputs: { images: ['1', 0], filename_prefix: 'batch' } },
  };
}

test('an empty gallery leads to the studio; a result appears without reloading', async ({
  signedIn,
  person,
}) => {
  await signedIn.goto('/gallery');
  await expect(signedIn.getByText('Your first picture will hang here')).toBeVisible();
  await expect(signedIn.getByRole('link', { name: 'Open the studio' })).toHaveAttribute(
    'href',
    '/studio/',
  );
  await expectAccessible(signedIn);
  await person.comfy.run(scaledPicture(0xaa3311, 900, 600));
  await expect(tiles(signedIn)).toHaveCount(1);
  await expect(signedIn.getByText('1 item', { exact: true })).toBeVisible();
  await expect(signedIn.getByRole('heading', { name: 'Today' })).toBeVisible();
  const picture = tiles(signedIn).first().locator('img');
  await expect(picture).toHaveAttribute('srcset', /w320\.webp\S* 320w, \S+w640\.webp\S* 640w/);
  await expect
    .poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBeGreaterThan(0);
  await expectAccessible(signedIn);
});

test('details have an address of their own; back, Escape and the button close them', async ({
  signedIn,
  person,
}) => {
  await person.comfy.run(scaledPicture(0x2277cc, 640, 400));
  await signedIn.goto('/gallery');
  await tiles(signedIn).first().click();
  const detail = signedIn.getByRole('dialog');
  await expect(detail).toBeVisible();
  await expect(signedIn).toHaveURL(/\/gallery\?item=[0-9a-f]{32}$/);
  await expect(detail.getByText('640 × 400 px')).toBeVisible();
  await expect(detail.getByText(/^Picture · image\/png$/)).toBeVisible();
  await expectAccessible(signedIn);
  const address = signedIn.url();
  await signedIn.goBack();
  await expect(detail).toBeHidden();
  await expect(signedIn).toHaveURL('/gallery');
  await expect(tiles(signedIn).first()).toBeFocused();

  await signedIn.keyboard.press('Enter');
  await expect(detail).toBeVisible();
  await signedIn.keyboard.press('Escape');
  await expect(detail).toBeHidden();

  await signedIn.goto(address);
  await expect(detail).toBeVisible();
  await detail.getByRole('button', { name: 'Close' }).click();
  await expect(detail).toBeHidden();
  await expect(signedIn).toHaveURL('/gallery');
});

test('a picture can be downloaded under its name and its graph opened', async ({
  signedIn,
  person,
}) => {
  await person.comfy.run(scaledPicture(0x11aa55, 64, 64));
  await signedIn.goto('/gallery');
  await tiles(signedIn).first().click();
  const downloading = signedIn.waitForEvent('download');
  await signedIn.getByRole('link', { name: 'Download' }).click();
  expect((await downloading).suggestedFilename()).toBe('scaled_00001_.png');
  const id = new URL(signedIn.url()).searchParams.get('item') ?? '';
  await expect(signedIn.getByRole('link', { name: 'Open in studio' })).toHaveAttribute(
    'href',
    `/studio/?generation=${id}`,
  );
});

test('a picture is zoomed with keys and buttons', async ({ signedIn, person }) => {
  await person.comfy.run(scaledPicture(0x884422, 400, 300));
  await signedIn.goto('/gallery');
  await tiles(signedIn).first().click();
  await expect(signedIn.getByText('100%')).toBeVisible();
  await signedIn.keyboard.press('+');
  await expect(signedIn.getByText('160%')).toBeVisible();
  await signedIn.getByRole('button', { name: 'Zoom in' }).click();
  await expect(signedIn.getByText('256%')).toBeVisible();
  await signedIn.getByRole('button', { name: 'Fit to window' }).click();
  await expect(signedIn.getByText('100%')).toBeVisible();
});

test('a deleted picture comes back with Undo', async ({ signedIn, person, stack }) => {
  await person.comfy.run(scaledPicture(0x123456, 64, 64));
  await person.comfy.run(scaledPicture(0x654321, 64, 96));
  await signedIn.goto('/gallery');
  await expect(tiles(signedIn)).toHaveCount(2);
  await tiles(signedIn).first().click();
  await signedIn.getByRole('button', { name: 'Delete' }).click();
  await expect(signedIn.getByText('“scaled_00002_.png” moved to the trash')).toBeVisible();
  // The next picture is shown; the deleted one is gone for the API too.
  await expect(
    signedIn.getByRole('dialog', { name: 'Details of scaled_00001_.png' }),
  ).toBeVisible();
  const total = async (): Promise<number> => {
    const answer = await fetch(`${stack.url}/api/history`, {
      headers: { authorization: `Bearer ${person.token}` },
    });
    return ((await answer.json()) as { total: number }).total;
  };
  expect(await total()).toBe(1);
  await signedIn.getByRole('button', { name: 'Undo' }).click();
  await expect(signedIn.getByText('“scaled_00002_.png” is back')).toBeVisible();
  expect(await total()).toBe(2);
  await signedIn.keyboard.press('Escape');
  await expect(tiles(signedIn)).toHaveCount(2);
});

test('a deletion in one window is seen in the other', async ({ signedIn, person, newPageOf }) => {
  await person.comfy.run(scaledPicture(0x998877, 64, 64));
  const other = await newPageOf(person);
  await other.goto('/gallery');
  await expect(tiles(other)).toHaveCount(1);
  await signedIn.goto('/gallery');
  await tiles(signedIn).first().click();
  await signedIn.keyboard.press('Delete');
  await expect(tiles(other)).toHaveCount(0);
  await expect(signedIn.getByText('Your first picture will hang here')).toBeVisible();
});

test('the gallery goes on as one scrolls, and the keyboard reaches every picture', async ({
  signedIn,
  person,
  stack,
}) => {
  await person.comfy.run(batch(70));
  await signedIn.setViewportSize({ width: 900, height: 500 });
  const answer = await fetch(`${stack.url}/api/history?page=3&page_size=30`, {
    headers: { authorization: `Bearer ${person.token}` },
  });
  const { items } = (await answer.json()) as { items: { id: string }[] };
  const oldest = items.at(-1)?.id ?? 'none';
  await signedIn.goto('/gallery');
  await expect(signedIn.getByText('70 items')).toBeVisible();
  await tiles(signedIn).first().focus();
  await signedIn.keyboard.press('ArrowRight');
  await expect(tiles(signedIn).nth(1)).toBeFocused();
  await signedIn.keyboard.press('ArrowDown');
  await expect(tiles(signedIn).nth(1)).not.toBeFocused();
  await signedIn.keyboard.press('Home');
  await expect(tiles(signedIn).first()).toBeFocused();
  // Only what is in sight exists; the keyboard brings the rest, and the focus with it.
  await signedIn.keyboard.press('End');
  await expect(async () => {
    await signedIn.keyboard.press('End');
    await expect(signedIn.locator(':focus')).toHaveAttribute('href', new RegExp(oldest), {
      timeout: 1_000,
    });
  }).toPass();
  expect(await tiles(signedIn).count()).toBeLessThan(70);
  await signedIn.keyboard.press('Home');
  await expect(tiles(signedIn).first()).toBeFocused();
});

test('two users see their own pictures only, and neither by an address', async ({
  signedIn,
  person,
  newPerson,
  newPageOf,
}) => {
  const other = await newPerson();
  const [mine] = await Promise.all([
    person.comfy.run(scaledPicture(0x00ff00, 64, 64)),
    other.comfy.run(scaledPicture(0x00ff00, 64, 64)),
  ]);
  expect(mine.type).toBe('execution_success');
  const otherPage = await newPageOf(other);
  await otherPage.goto('/gallery');
  await signedIn.goto('/gallery');
  await expect(tiles(signedIn)).toHaveCount(1);
  await expect(tiles(otherPage)).toHaveCount(1);
  await tiles(otherPage).first().click();
  await signedIn.goto(new URL(otherPage.url()).pathname + new URL(otherPage.url()).search);
  await expect(signedIn.getByText('This is not in your gallery')).toBeVisible();
});

test('the badge counts what runs and waits, for its user only', async ({
  signedIn,
  person,
  newPerson,
  newPageOf,
}) => {
  test.setTimeout(3 * RUN_LIMIT_MS);
  const other = await newPageOf(await newPerson());
  await other.goto('/gallery');
  await signedIn.goto('/gallery');
  const badge = (page: Page): Locator => page.getByRole('status', { name: /^Your queue: / });
  await expect(badge(signedIn)).toHaveAccessibleName(/nothing running, nothing waiting/);
  const runs = [longWork(1), longWork(2)].map((graph) => person.comfy.submit(graph));
  await expect(badge(signedIn)).toHaveAccessibleName(/[1-3] running/);
  await expect(badge(other)).toHaveAccessibleName(/nothing running, nothing waiting/);
  for (const { promptId } of await Promise.all(runs))
    await person.comfy.ended(promptId, RUN_LIMIT_MS);
  await expect(badge(signedIn)).toHaveAccessibleName(/nothing running, nothing waiting/);
});
