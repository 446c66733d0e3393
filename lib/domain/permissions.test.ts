import { expect, test } from 'vitest';

import { may, PERMISSIONS } from './permissions';
import type { ROLES } from './user';

const allowed = (role: (typeof ROLES)[number]): string[] =>
  PERMISSIONS.filter((permission) => may(role, permission));

test('an admin may do everything, a guest only work in the studio', () => {
  expect(allowed('admin')).toEqual([...PERMISSIONS]);
  expect(allowed('guest')).toEqual(['studio.use']);
});

test('an operator steers devices and runs and learns nothing of what people do', () => {
  const content = ['runs.content', 'logs.view', 'users.view', 'audit.view'];
  expect(allowed('operator')).toEqual(expect.arrayContaining(['devices.act', 'runs.act']));
  for (const permission of content) expect(allowed('operator')).not.toContain(permission);
});

test('nobody below an operator sees anything of the installation', () => {
  for (const role of ['user', 'guest'] as const) {
    for (const area of ['devices', 'runs', 'workspaces', 'logs', 'users', 'audit', 'settings']) {
      expect(allowed(role).filter((name) => name.startsWith(`${area}.`))).toEqual([]);
    }
  }
});
