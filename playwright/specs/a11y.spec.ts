/** Every page, in both themes, widths and languages: axe finds nothing serious, and nothing is wider than the window. */
import type { Page } from '@playwright/test';

import { LOCALE_COOKIE } from '@/components/i18n/locales';
import { CUBE_OBJ, fixtureFile, pyramidGlb, softPicture } from '@/tests/support/fixture-files';
import { plainPicture } from '@/tests/support/graphs';
import { recordRun } from '@/tests/support/record-run';
import type { Stack } from '@/tests/support/stack';

import { expect, test, type Person } from '../fixtures/atelier';
import { expectAccessible } from '../fixtures/axe';
import { openStudio } from '../fixtures/studio';

const SIGNED_OUT = ['/sign-in', '/sign-in?next=%2Fgallery'];
const SIGNED_IN = [
  ...['/gallery', '/gallery?q=nothing', '/gallery?trash=1'],
  ...['/account', '/account/password', '/workspace', '/nowhere'],
];
const ADMIN = ['', '/users', '/audit', '/settings', '/proof', '/workers', '/runs'];
const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
const LOOKS = [
  { name: 'desktop-light-en', colorScheme: 'light', locale: 'en', viewport: DESKTOP },
  { name: 'desktop-dark-zh', colorScheme: 'dark', locale: 'zh-CN', viewport: DESKTOP },
  { name: 'phone-light-zh', colorScheme: 'light', locale: 'zh-CN', viewport: PHONE },
  { name: 'phone-dark-en', colorScheme: 'dark', locale: 'en', viewport: PHONE },
] as const;

async function fill(stack: Stack, person: Person) {
  const made = await recordRun(stack, person, plainPicture(1), [
    { name: 'one.png', content: await softPicture(600, 400, 20) },
    { name: 'two.png', content: await softPicture(400, 600, 200) },
    { name: 'notes.txt', content: 'What the run wrote.' },
    { name: 'cube.obj', content: CUBE_OBJ },
    { name: 'pyramid.glb', content: pyramidGlb() },
    { name: 'clip.webm', content: fixtureFile('clip.webm') },
    { name: 'tone.flac', content: fixtureFile('tone.flac') },
    { name: 'gone.png', content: await softPicture(300, 300, 100) },
  ]);
  const ids = made.map(({ id }) => id);
  const gone = ids.pop() ?? '';
  const send = async (path: string, body: object): Promise<{ path?: string }> => {
    const headers = { authorization: `Bearer ${person.token}`, 'content-type': 'application/json' };
    const answer = await fetch(`${stack.url}${path}`, {
      ...{ method: 'POST', headers, body: JSON.stringify(body) },
    });
    expect(answer.ok).toBe(true);
    return answer.status === 204 ? {} : ((await answer.json()) as { path?: string });
  };
  await send('/api/generations/bulk', { act: 'trash', ids: [gone] });
  const { path: link = '' } = await send('/api/shares', { ids, mode: 'clean', days: 7 });
  return { ids, link };
}

for (const { name, locale, ...look } of LOOKS) {
  test(`every page, ${name}`, async ({ browser, newPerson, newPageOf, stack }) => {
    test.setTimeout(600_000);
    const admin = await newPerson({ role: 'admin' });
    const { ids, link } = await fill(stack, admin);
    const speak = { name: LOCALE_COOKIE, value: locale, url: stack.url };
    const check = async (page: Page, shot: string): Promise<void> => {
      await expectAccessible(page);
      const sideways = () => document.documentElement.scrollWidth - window.innerWidth;
      expect(await page.evaluate(sideways)).toBeLessThanOrEqual(0);
      await page.screenshot({ path: `test-results/a11y/${name}-${shot}.png` });
    };

    const outside = await browser.newContext({ baseURL: stack.url, ...look });
    await outside.addCookies([speak]);
    const visitor = await outside.newPage();
    for (const path of [...SIGNED_OUT, link]) {
      await visitor.goto(path);
      await expect(visitor.getByRole('heading', { level: 1 })).toBeVisible();
      const shot = path === link ? 'shared' : 'sign-in';
      await test.step(path, () => check(visitor, shot));
    }
    await outside.close();

    const page = await newPageOf(admin);
    await page.context().addCookies([speak]);
    await page.setViewportSize(look.viewport);
    await page.emulateMedia({ colorScheme: look.colorScheme });
    for (const path of [...SIGNED_IN, ...ADMIN.map((one) => `/admin${one}`)]) {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
      await test.step(path, () => check(page, path.slice(1).replace(/\W/g, '-')));
    }
    for (const [index, id] of ids.entries()) {
      await page.goto(`/gallery?item=${id}`);
      await expect(page.getByRole('dialog')).toBeVisible();
      await test.step(`details of ${id}`, () => check(page, `detail-${index}`));
    }
    await page.goto(`/gallery?compare=${ids[0] ?? ''}.${ids[1] ?? ''}`);
    await expect(page.getByRole('table')).toBeVisible();
    await test.step('comparison', () => check(page, 'compare'));

    await page.goto('/gallery');
    await page.locator('[data-tile]').first().focus();
    await page.keyboard.press('Control+a');
    await expect(page.getByRole('toolbar')).toBeVisible();
    await test.step('selection', () => check(page, 'selection'));
    await page
      .getByRole('toolbar')
      .getByRole('button', { name: /^(Share|分享)$/ })
      .click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await test.step('share dialog', () => check(page, 'share'));
  });
}

test('the studio’s frame around the editor', async ({ signedIn }) => {
  await openStudio(signedIn);
  await expectAccessible(signedIn);
});
