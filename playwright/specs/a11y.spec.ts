/**
 * Every page, in both widths and languages: axe finds nothing serious, nothing is wider than the
 * window, and a picture of each is taken in both themes (`test-results/a11y`).
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { Page } from '@playwright/test';

import { LOCALE_COOKIE, type Locale } from '@/components/i18n/locales';
import type english from '@/components/i18n/messages/en.json';
import { CUBE_OBJ, fixtureFile, pyramidGlb, softPicture } from '@/tests/support/fixture-files';
import { plainPicture } from '@/tests/support/graphs';
import { recordRun } from '@/tests/support/record-run';
import type { Stack } from '@/tests/support/stack';

import { expect, test, type Person } from '../fixtures/atelier';
import { expectAccessible } from '../fixtures/axe';
import { openStudio } from '../fixtures/studio';

const SIGNED_OUT = [
  { address: '/sign-in', shot: 'sign-in' },
  { address: '/sign-in?next=%2Fgallery', shot: 'sign-in-next' },
  { address: `/welcome#${'A'.repeat(43)}`, shot: 'welcome' },
];
const SIGNED_IN = [
  ...['/gallery', '/gallery?q=nothing', '/gallery?favourite=1', '/gallery?trash=1'],
  ...['/account', '/account/password', '/workspace', '/nowhere'],
];
const ADMIN = [
  ...['', '/users', '/audit', '/settings', '/proof', '/workers', '/runs', '/workspaces'],
];
const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
const THEMES = ['light', 'dark'] as const;
type Theme = (typeof THEMES)[number];
/** What axe looks at; pictures are taken in the other theme, too. */
const LOOKS = [
  { width: 'desktop', theme: 'light', locale: 'en', viewport: DESKTOP },
  { width: 'desktop', theme: 'dark', locale: 'zh-CN', viewport: DESKTOP },
  { width: 'phone', theme: 'light', locale: 'zh-CN', viewport: PHONE },
  { width: 'phone', theme: 'dark', locale: 'en', viewport: PHONE },
] as const;

/** Node takes in no JSON by name. */
function textsOf(locale: Locale): typeof english {
  const file = path.resolve(import.meta.dirname, `../../components/i18n/messages/${locale}.json`);
  return JSON.parse(readFileSync(file, 'utf8')) as typeof english;
}

/** @param name of the picture, with `{theme}` in it */
async function check(page: Page, theme: Theme, name: string): Promise<void> {
  await expectAccessible(page);
  const sideways = () => document.documentElement.scrollWidth - window.innerWidth;
  expect(await page.evaluate(sideways)).toBeLessThanOrEqual(0);
  // The theme of the check comes last, and stays.
  for (const colorScheme of [...THEMES].sort((one) => (one === theme ? 1 : -1))) {
    await page.emulateMedia({ colorScheme });
    const picture = `test-results/a11y/${name.replace('{theme}', colorScheme)}.png`;
    await page.screenshot({ path: picture, animations: 'disabled' });
  }
}

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
  return { ids, link, runId: made[0]?.runId ?? '' };
}

for (const { width, theme, locale, viewport } of LOOKS) {
  test(`every page, ${width} ${theme} ${locale}`, async ({
    browser,
    newPerson,
    newPageOf,
    stack,
  }) => {
    test.setTimeout(600_000);
    const admin = await newPerson({ role: 'admin' });
    const { ids, link, runId } = await fill(stack, admin);
    const speak = { name: LOCALE_COOKIE, value: locale, url: stack.url };
    const texts = textsOf(locale);
    const look = (page: Page, shot: string): Promise<void> =>
      test.step(shot, () => check(page, theme, `${width}-{theme}-${locale}-${shot}`));

    const outside = await browser.newContext({
      ...{ baseURL: stack.url, viewport, colorScheme: theme },
    });
    await outside.addCookies([speak]);
    const visitor = await outside.newPage();
    for (const { address, shot } of [...SIGNED_OUT, { address: link, shot: 'shared' }]) {
      await visitor.goto(address);
      await expect(visitor.getByRole('heading', { level: 1 })).toBeVisible();
      await look(visitor, shot);
    }
    await outside.close();

    const page = await newPageOf(admin);
    await page.context().addCookies([speak]);
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme: theme });
    const one = [`/users/${admin.id}`, `/runs/${runId}`];
    for (const address of [...SIGNED_IN, ...[...ADMIN, ...one].map((rest) => `/admin${rest}`)]) {
      await page.goto(address);
      await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
      const shot = address.replace(admin.id, 'one').replace(runId, 'one').slice(1);
      await look(page, shot.replace(/\W/g, '-'));
    }
    for (const [index, id] of ids.entries()) {
      await page.goto(`/gallery?item=${id}`);
      await expect(page.getByRole('dialog')).toBeVisible();
      await look(page, `detail-${index}`);
    }
    await page.goto(`/gallery?compare=${ids[0] ?? ''}.${ids[1] ?? ''}`);
    await expect(page.getByRole('table')).toBeVisible();
    await look(page, 'compare');

    await page.goto('/gallery');
    await page.getByRole('button', { name: texts.gallery.filters.more }).click();
    await expect(page.getByLabel(texts.gallery.filters.model, { exact: true })).toBeVisible();
    await look(page, 'filters');
    await selectAll(page);
    await look(page, 'selection');
    for (const [act, shot] of [
      [texts.gallery.tag, 'tag'],
      [texts.share.act, 'share'],
    ] as const) {
      await pressAct(page, act);
      await look(page, shot);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
    }
    await page.goto('/gallery?trash=1');
    await selectAll(page);
    await pressAct(page, texts.gallery.remove);
    await look(page, 'remove');
  });
}

async function selectAll(page: Page): Promise<void> {
  // A dialog that has just closed may still be giving the focus back.
  await expect(async () => {
    await page.locator('[data-tile]').first().focus();
    await page.keyboard.press('Control+a');
    await expect(page.getByRole('toolbar')).toBeVisible({ timeout: 2_000 });
  }).toPass();
}

async function pressAct(page: Page, name: string): Promise<void> {
  await page.getByRole('toolbar').getByRole('button', { name, exact: true }).click();
  await expect(page.getByRole('dialog').or(page.getByRole('alertdialog'))).toBeVisible();
}

test('the studio’s frame around the editor, and the panel beside its graph', async ({
  signedIn: page,
  person,
  stack,
}) => {
  test.setTimeout(300_000);
  await fill(stack, person);
  await page.setViewportSize(DESKTOP);
  for (const locale of ['en', 'zh-CN'] as const) {
    await page.context().addCookies([{ name: LOCALE_COOKIE, value: locale, url: stack.url }]);
    await openStudio(page);
    const { title: name } = textsOf(locale).panel;
    await page.locator('.side-tool-bar-container').getByRole('button', { name }).click();
    const panel = page.getByRole('region', { name });
    await expect(panel.locator('[data-result]')).toHaveCount(7);
    await expect(panel.locator('img').first()).toHaveJSProperty('complete', true);
    await check(page, 'light', `desktop-{theme}-${locale}-studio`);
  }
});
