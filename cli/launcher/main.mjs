/** `./atelier`: understands the command line, runs the command, turns a failure into one line. */
import { helpText, parseArguments } from './arguments.mjs';
import { EXIT_FAILED, LauncherError, oneLine } from './errors.mjs';

/**
 * Commands load their own modules: `status` need not read what set-up needs.
 * @param {import('./arguments.mjs').CommandLine} line
 * @returns {Promise<number>} exit code
 */
async function run({ command, options, words }) {
  const text = (/** @type {string} */ name) =>
    typeof options[name] === 'string' ? options[name] : undefined;
  const port = typeof options['port'] === 'number' ? options['port'] : undefined;
  const has = (/** @type {string} */ name) => options[name] === true;
  const [word = ''] = words;
  switch (command) {
    case 'up': {
      const { up } = await import('./commands/run.mjs');
      return up({ detach: has('detach'), port, host: text('host') });
    }
    case 'down':
      return (await import('./commands/run.mjs')).down();
    case 'restart':
      return (await import('./commands/run.mjs')).restart({ port, host: text('host') });
    case 'status':
      return (await import('./commands/status.mjs')).status();
    case 'logs':
      return (await import('./commands/logs.mjs')).logs(words[0], has('follow'));
    case 'test':
      return (await import('./commands/test.mjs')).test(words);
    case 'bench':
      return (await import('./commands/bench.mjs')).bench(word, has('assert'), {
        seed: options['seed'],
        prompts: options['prompts'],
        users: options['users'],
        runs: options['runs'],
        seconds: options['seconds'],
        rows: options['rows'],
      });
    case 'create-user':
    case 'reset-password': {
      const { runAccountCommand } = await import('./commands/accounts.mjs');
      const given = ['name', 'role'].flatMap((name) => {
        const value = text(name);
        return value === undefined ? [] : [`--${name}`, value];
      });
      return runAccountCommand([command, word, ...given]);
    }
    default:
      console.log(helpText());
      return 0;
  }
}

try {
  process.exitCode = await run(parseArguments(process.argv.slice(2)));
} catch (error) {
  console.error(`atelier: ${oneLine(error)}`);
  process.exitCode = error instanceof LauncherError ? error.exitCode : EXIT_FAILED;
}
