import { expect, test } from 'vitest';

import { COMMANDS, helpText, parseArguments } from './arguments.mjs';

test('options come as --name value, --name=value and in short', () => {
  expect(parseArguments(['up', '--detach', '--port', '9000'])).toEqual({
    command: 'up',
    options: { detach: true, port: 9000 },
    words: [],
  });
  expect(parseArguments(['up', '-d', '--port=9000', '--host=::1']).options).toEqual({
    detach: true,
    port: 9000,
    host: '::1',
  });
  expect(parseArguments(['logs', 'web', '-f'])).toMatchObject({
    options: { follow: true },
    words: ['web'],
  });
});

test('no command and any --help mean help', () => {
  for (const argv of [[], ['help'], ['--help'], ['-h'], ['up', '--help']]) {
    expect(parseArguments(argv).command).toBe('help');
  }
});

test.each([
  [['upp'], 'unknown command "upp"'],
  [['toString'], 'unknown command "toString"'],
  [['up', '--prot', '1'], 'unknown option "--prot"'],
  [['up', '--constructor'], 'unknown option "--constructor"'],
  [['up', '--port'], '--port wants a value'],
  [['up', '--port', '0'], '--port wants a number from 1 to 65535, not "0"'],
  [['up', '--port', '80x'], '--port wants a number'],
  [['up', '--detach=yes'], '--detach takes no value'],
  [['up', 'now'], 'want: ./atelier up'],
  [['bench'], 'want: ./atelier bench NAME'],
  [['create-user', 'a@b', '--role', 'root'], '--role wants admin, operator, user, guest'],
])('%j is refused with one line and exit code 2', (argv, message) => {
  try {
    parseArguments(argv);
    expect.unreachable();
  } catch (error) {
    expect(error).toMatchObject({ exitCode: 2 });
    expect((error as Error).message).toContain(message);
    expect((error as Error).message).not.toContain('\n');
  }
});

test('help names every command', () => {
  for (const { usage } of Object.values(COMMANDS)) expect(helpText()).toContain(usage);
});
