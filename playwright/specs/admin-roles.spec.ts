/** Who may open which page of the console, and what each role sees and may do there. */
import type { Role } from '@/lib/domain/user';
import { longWork, plainPicture } from '@/tests/support/graphs';

import { expect, test } from '../fixtures/atelier';
import { expectAccessible } from '../fixtures/axe';

const PAGES = [
  { path: '/admin', title: 'Admin', roles: ['admin', 'operator'] },
  { path: '/admin/runs', title: 'Runs', roles: ['admin', 'operator'] },
  { path: '/admin/workers', title: 'Workers', roles: ['admin', 'operator'] },
  { path: '/admin/workspaces', title: 'Workspaces', roles: ['admin', 'operator'] },
  { path: '/admin/users', title: 'Users', roles: ['admin'] },
  { path: '/admin/audit', title: 'Audit', roles: ['admin'] },
  { path: '/admin/proof', title: 'Proof of isolation', roles: ['admin'] },
  { path: '/admin/settings', title: 'Settings', roles: ['admin'] },
] as const satisfies readonly { path: string; title: string; roles: readonly Role[] }[];

for (const role of ['admin', 'operator', 'user'] as const) {
  test(`the pages of the console for the role ${role}`, async ({ newPerson, newPageOf }) => {
    const page = await newPageOf(await newPerson({ role }));
    const open = PAGES.filter(({ roles }) => roles.some((one) => one === role));
    for (const { path, title } of PAGES) {
      const answer = await page.goto(path);
      const isOpen = open.some((one) => one.path === path);
      expect([path, answer?.status()]).toEqual([path, isOpen ? 200 : 404]);
      const heading = page.getByRole('heading', { level: 1 });
      await expect(heading).toHaveText(isOpen ? title : 'There is nothing at this address');
    }
    if (open.length === 0) return;
    await page.goto('/admin');
    const links = page.getByRole('navigation', { name: 'Console' }).getByRole('link');
    await expect(links).toHaveCount(open.length);
  });
}

test('an operator acts on runs and slots, and learns nothing of whose they are', async ({
  person,
  newPerson,
  newPageOf,
}) => {
  await person.comfy.run(plainPicture(0x21));
  const page = await newPageOf(await newPerson({ role: 'operator' }));
  await page.goto('/admin/workers');
  const slot = page.getByRole('table', { name: 'Device slots' }).getByRole('row').nth(1);
  await expect(slot.getByText('Ready')).toBeVisible();
  await expect(page.getByRole('log')).toHaveCount(0);
  const order = async (name: string): Promise<void> => {
    await slot.getByRole('button', { name: /^Actions for/ }).click();
    await page.getByRole('menuitem', { name }).click();
  };
  await order('Drain');
  await expect(slot.getByText('Draining')).toBeVisible();
  // What comes now waits until the slot is opened again.
  await person.comfy.submit(longWork(0x22));
  await page.goto('/admin/runs');
  for (const label of ['User', 'Graph']) {
    await expect(page.getByLabel(label, { exact: true })).toHaveCount(0);
  }
  const run = page.getByRole('table', { name: 'Runs' }).getByRole('row').nth(1);
  await expect(run.getByText('Waiting')).toBeVisible();
  await run.getByRole('button', { name: 'Cancel' }).click();
  await expectAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).last().click();
  await expect(run.getByText('Cancelled')).toBeVisible();
  await run.getByRole('link').first().click();
  await expect(page.getByRole('heading', { name: 'Facts' })).toBeVisible();
  for (const name of ['Graph', 'Error', 'Runner’s log during the run']) {
    await expect(page.getByRole('heading', { name })).toHaveCount(0);
  }
  await expect(page.getByText(person.email)).toHaveCount(0);

  await page.goto('/admin/workers');
  await order('Open again');
  await expect(slot.getByText('Ready')).toBeVisible();
  await person.comfy.run(plainPicture(0x23));
});
