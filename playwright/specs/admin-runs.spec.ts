/** Runs in the console: how one is found, why one failed, and graphs that are kept from runners. */
import type { Page } from '@playwright/test';

import { runIdFor, type RunId, type UserId } from '@/lib/kernel/ids';
import { invertedUpload, longWork, plainPicture } from '@/tests/support/graphs';
import { crashRunnerOn } from '@/tests/support/runner-process';
import type { Stack } from '@/tests/support/stack';

import { expect, test, type Person } from '../fixtures/atelier';
import { expectAccessible } from '../fixtures/axe';

/** A few seconds of work, on a runner that may have to start first. */
const RUN_MS = 180_000;

const rowsOf = (page: Page) => page.getByRole('table', { name: 'Runs' }).getByRole('row');

/** A file that is no picture, under a picture's name: it is found out when it is opened. */
async function brokenPicture(person: Person): Promise<string> {
  const body = new FormData();
  body.set('image', new Blob(['not a picture']), 'broken.png');
  const answer = await person.comfy.request('/api/upload/image', { method: 'POST', body });
  return ((await answer.json()) as { name: string }).name;
}

test('a run is found by state, device and graph; a failed one tells why, with its runner’s log', async ({
  person,
  newPerson,
  newPageOf,
}) => {
  await person.comfy.run(plainPicture(0x41));
  const end = await person.comfy.run(invertedUpload(await brokenPicture(person)));
  expect(end.type).toBe('execution_error');
  const page = await newPageOf(await newPerson({ role: 'admin' }));
  await page.goto('/admin/runs');
  await page.getByLabel('User', { exact: true }).fill(person.email);
  await expect(rowsOf(page)).toHaveCount(3);
  await page.getByLabel('Device', { exact: true }).fill('npu:9');
  await expect(page.getByText('No run fits this filter.')).toBeVisible();
  await page.getByLabel('Device', { exact: true }).fill('cpu');
  await expect(rowsOf(page)).toHaveCount(3);
  await page.getByLabel('State', { exact: true }).selectOption('failed');
  await expect(rowsOf(page)).toHaveCount(2);
  await rowsOf(page).nth(1).getByRole('link').first().click();
  await expect(page.getByRole('heading', { name: 'Error' })).toBeVisible();
  await expect(page.getByRole('group', { name: 'Error' })).toContainText(/broken\.png|image/i);
  await expect(page.getByRole('heading', { name: 'Runner’s log during the run' })).toBeVisible();
  await expectAccessible(page);
  const graph = await page.getByRole('definition').last().textContent();
  await page.goto('/admin/runs');
  await page.getByLabel('Graph', { exact: true }).fill(graph ?? '');
  await expect(rowsOf(page)).toHaveCount(2);
  await expect(rowsOf(page).nth(1)).toContainText(person.email);
});

/** Ends the runner each time it has the run in hand, until the run is not tried any more. */
async function crashEachAttempt({ db }: Stack, runId: RunId): Promise<void> {
  let crashed = 0;
  await expect
    .poll(
      async () => {
        const run = await db.promptRuns.findAsSystem(runId);
        if (run?.state === 'running' && run.attempt > crashed) {
          const slot = (await db.slots.listAsSystem()).find((one) => one.runId === runId);
          if (await crashRunnerOn(slot?.port ?? 0)) crashed = run.attempt;
        }
        return run?.state;
      },
      { timeout: 300_000, intervals: [200] },
    )
    .toBe('failed');
}

test('a graph that keeps ending runners is refused, listed, and runs again when an admin lets it go', async ({
  person,
  stack,
  newPerson,
  newPageOf,
}) => {
  test.setTimeout(480_000);
  const graph = longWork(0x42);
  const { promptId } = await person.comfy.submit(graph);
  await crashEachAttempt(stack, runIdFor(person.id as UserId, promptId));
  await expect
    .poll(async () => (await person.comfy.submit(graph)).status, { timeout: 30_000 })
    .toBe(403);

  const operator = await newPageOf(await newPerson({ role: 'operator' }));
  await operator.goto('/admin/runs');
  const seen = operator.getByRole('table', { name: 'Quarantine' }).getByRole('row').nth(1);
  await expect(seen.getByRole('cell').nth(3)).toHaveText(/3$/);
  await expect(operator.getByText(person.email)).toHaveCount(0);

  const page = await newPageOf(await newPerson({ role: 'admin' }));
  await page.goto('/admin/runs');
  const listed = page.getByRole('table', { name: 'Quarantine' }).getByRole('row');
  const row = listed.filter({ hasText: person.email });
  await expect(row.getByRole('cell').nth(4)).not.toHaveText(/–$/);
  await expectAccessible(page);
  await row.getByRole('button', { name: 'Release' }).click();
  await expect(page.getByText('The graph may run again.')).toBeVisible();
  await expect(row).toHaveCount(0);

  let released = '';
  await expect
    .poll(async () => (released = (await person.comfy.submit(graph)).promptId), { timeout: 30_000 })
    .not.toBe('');
  expect((await person.comfy.ended(released, RUN_MS)).type).toBe('execution_success');
});
