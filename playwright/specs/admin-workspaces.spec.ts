/** The console's page of workspaces, limits of roles, pre-heat and the proof of isolation, by those who may use them. */
import { crashRunnerOn } from '@/tests/support/runner-process';

import { expect, test } from '../fixtures/atelier';
import { expectAccessible } from '../fixtures/axe';

const READY_MS = 180_000;

test('a workspace is seen, extended, taken back and ended from the console', async ({
  signedIn,
  person,
  newPerson,
  newPageOf,
}) => {
  test.setTimeout(420_000);
  await signedIn.goto('/workspace');
  await signedIn.getByRole('button', { name: 'Start ComfyUI' }).click();
  await expect(signedIn.getByRole('heading', { name: 'Your workspace is ready' })).toBeVisible({
    timeout: READY_MS,
  });
  const operator = await newPageOf(await newPerson({ role: 'operator' }));
  await operator.goto('/admin/workspaces');
  const held = operator.getByRole('table', { name: 'Workspaces' });
  await expect(held.getByText('Ready')).toBeVisible();
  await expect(operator.getByText(person.email)).toHaveCount(0);

  const page = await newPageOf(await newPerson({ role: 'admin' }));
  await page.goto('/admin');
  const slots = page.getByRole('table', { name: 'Device slots' });
  await expect(slots.getByRole('link', { name: person.email })).toBeVisible();
  await page.getByRole('navigation').getByRole('link', { name: 'Workspaces' }).click();
  const row = page.getByRole('row').filter({ hasText: person.email });
  await expect(row.getByText(/^\d+:\d\d$/)).toBeVisible();
  const choose = async (name: string): Promise<void> => {
    await row.getByRole('button', { name: /^Actions for/ }).click();
    await page.getByRole('menuitem', { name, exact: true }).click();
  };
  await choose('Extend by 4 hours');
  await expect(row.getByText(/^extended until/)).toBeVisible();
  await expect(row.getByText(/^\d:\d\d:\d\d$/)).toBeVisible();
  await choose('Take the extension back');
  await expect(row.getByText(/^extended until/)).toHaveCount(0);
  await expectAccessible(page);

  await choose('End');
  await page.getByRole('dialog').getByRole('button', { name: 'End' }).click();
  await expect(row).toHaveCount(0, { timeout: READY_MS });
  await expect(signedIn.getByText('An admin ended it.')).toBeVisible();
  await page.getByLabel('State', { exact: true }).selectOption('ended');
  await expect(row.getByText('ended by an admin')).toBeVisible();
  await page.goto('/admin/audit');
  await page.getByLabel('On what').fill(person.email);
  const entries = page.getByRole('table', { name: 'Audit' });
  await expect(entries.getByText('End workspace', { exact: true })).toBeVisible();
  await expect(entries.getByText('Extend workspace')).toHaveCount(2);
});

test('the log of a workspace’s process is followed where its slot’s runner was', async ({
  signedIn,
  stack,
  newPerson,
  newPageOf,
}) => {
  test.setTimeout(420_000);
  const page = await newPageOf(await newPerson({ role: 'admin' }));
  await page.goto('/admin/workers');
  const log = page.getByRole('log');
  await signedIn.goto('/workspace');
  await signedIn.getByRole('button', { name: 'Start ComfyUI' }).click();
  await expect(signedIn.getByRole('heading', { name: 'Your workspace is ready' })).toBeVisible({
    timeout: READY_MS,
  });
  const portNow = async (): Promise<number> => {
    const held = await stack.db.collections.workspaces.findOne({ state: 'ready' });
    return (held as { runner?: { port: number } | null } | null)?.runner?.port ?? 0;
  };
  const port = await portNow();
  await expect(log).toContainText(`on port ${port}`);
  // While the page stands open its process falls, and is started again.
  expect(await crashRunnerOn(port)).toBe(true);
  await expect.poll(portNow, { timeout: READY_MS }).not.toBe(port);
  await expect.poll(portNow, { timeout: READY_MS }).toBeGreaterThan(0);
  await expect(log).toContainText(`on port ${await portNow()}`);
  await expectAccessible(page);
  await expect(signedIn.getByText(/stopped unexpectedly once/)).toBeVisible();
  await signedIn.getByRole('button', { name: 'End workspace' }).click();
  await signedIn.getByRole('dialog').getByRole('button', { name: 'End workspace' }).click();
  await expect(signedIn.getByText('You ended it.')).toBeVisible({ timeout: READY_MS });
  // The slot's own runner is back, in the same log.
  const ownPort = async (): Promise<number> =>
    (await stack.db.slots.listAsSystem('default'))[0]?.port ?? 0;
  await expect.poll(ownPort, { timeout: READY_MS }).toBeGreaterThan(0);
  await expect(log).toContainText(`on port ${await ownPort()}`);
});

test('a role is limited, and its people see the limit with their use', async ({
  newPerson,
  newPageOf,
}) => {
  const guest = await newPerson({ role: 'guest' });
  const page = await newPageOf(await newPerson({ role: 'admin' }));
  await page.goto('/admin/settings');
  const waiting = page.getByLabel('Waiting at a time');
  // A choice that is made before the page listens is not heard.
  await expect(async () => {
    for (const role of ['user', 'guest']) {
      await page.getByLabel('Role', { exact: true }).selectOption(role);
    }
    await expect(waiting).toHaveAttribute('placeholder', '20', { timeout: 2_000 });
  }).toPass();
  const save = page.locator('form').filter({ has: waiting }).getByRole('button', { name: 'Save' });
  await waiting.fill('many');
  await save.click();
  await expect(page.getByText('Enter a number, a dash, or nothing.')).toBeVisible();
  await waiting.fill('7');
  await save.click();
  await expect(page.getByText('Saved.').first()).toBeVisible();
  await expectAccessible(page);

  const theirs = await newPageOf(guest);
  await theirs.goto('/account');
  const line = theirs.getByRole('row').filter({ hasText: 'Prompts that wait' });
  await expect(line.getByRole('cell')).toHaveText(['0', '7']);
  await expectAccessible(theirs);
  await waiting.fill('');
  await save.click();
  await expect(waiting).toHaveValue('');
});

test('a slot is told to pre-heat, and says when nothing is configured', async ({
  newPerson,
  newPageOf,
}) => {
  const page = await newPageOf(await newPerson({ role: 'operator' }));
  await page.goto('/admin/workers');
  const row = page.getByRole('table', { name: 'Device slots' }).getByRole('row').nth(1);
  await expect(row.getByText('Ready')).toBeVisible({ timeout: READY_MS });
  await row.getByRole('button', { name: /^Actions for/ }).click();
  await page.getByRole('menuitem', { name: 'Pre-heat now' }).click();
  await expect(row.getByText('pre-heat: nothing is configured')).toBeVisible();
  await expect(row.getByText('Ready')).toBeVisible();
});

test('the proof of isolation is run, and its sheet is kept', async ({ newPerson, newPageOf }) => {
  const page = await newPageOf(await newPerson({ role: 'admin' }));
  await page.goto('/admin/proof');
  await page.getByRole('button', { name: 'Prove now' }).click();
  const sheets = page.getByRole('table', { name: 'Sheets' });
  await expect(sheets.getByText('No hole').first()).toBeVisible({ timeout: READY_MS });
  await expectAccessible(page);
  await page.reload();
  await expect(sheets.getByText('No hole').first()).toBeVisible();
});
