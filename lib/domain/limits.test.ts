import { expect, test } from 'vitest';

import { limitsOf, ROLE_LIMITS } from './limits';

test('a user has the role limits, with own values in their place', () => {
  expect(limitsOf('user', {})).toEqual(ROLE_LIMITS.user);
  expect(limitsOf('guest', { runsWaitingMax: 5 })).toEqual({
    ...ROLE_LIMITS.guest,
    runsWaitingMax: 5,
  });
});

test('an own null lifts the limit of the role', () => {
  expect(limitsOf('guest', { deviceSecondsPerDay: null }).deviceSecondsPerDay).toBeNull();
});

test('what an installation sets for a role comes before our defaults and after the user', () => {
  const ofRoles = { user: { runsWaitingMax: 7, pools: ['slow'] } };
  expect(limitsOf('user', { pools: ['fast'] }, ofRoles)).toMatchObject({
    runsWaitingMax: 7,
    pools: ['fast'],
  });
});
