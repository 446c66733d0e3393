/** The command line: which command, which options. Anything unknown is refused with one line. */
import { UsageError } from './errors.mjs';

const ROLES = ['admin', 'operator', 'user', 'guest'];

/**
 * `flag` takes no value, `text` any, `port` a number from 1 to 65535, `count` a whole number, `role` one of ROLES.
 * @typedef {'flag' | 'text' | 'port' | 'count' | 'role'} OptionKind
 */

/**
 * @typedef {object} CommandShape
 * @property {Record<string, OptionKind>} options
 * @property {readonly [least: number, most: number]} words how many words may follow
 * @property {string} usage
 * @property {string} summary
 */

/** @type {Record<string, CommandShape>} */
export const COMMANDS = {
  up: {
    options: { detach: 'flag', port: 'port', host: 'text' },
    words: [0, 0],
    usage: 'up [--detach] [--port N] [--host H]',
    summary: 'set up what is missing, start everything, print the address',
  },
  down: { options: {}, words: [0, 0], usage: 'down', summary: 'stop everything; data stays' },
  restart: {
    options: { port: 'port', host: 'text' },
    words: [0, 0],
    usage: 'restart [--port N] [--host H]',
    summary: 'down, then up --detach',
  },
  status: {
    options: {},
    words: [0, 0],
    usage: 'status',
    summary: 'what runs; 1 when not all does',
  },
  logs: {
    options: { follow: 'flag' },
    words: [0, 1],
    usage: 'logs [name] [-f]',
    summary: 'last lines of all logs, or of one; -f follows',
  },
  test: {
    options: {},
    words: [0, 20],
    usage: 'test [suite…]',
    summary: 'check, unit, integration, python, e2e; without a name all of them',
  },
  bench: {
    options: {
      ...{ assert: 'flag', seed: 'count', prompts: 'count', users: 'count', runs: 'count' },
      ...{ seconds: 'count', rows: 'count' },
    },
    words: [1, 1],
    usage:
      'bench NAME [--assert] [--seed N] [--prompts N] [--users N] [--runs N] [--seconds N] [--rows N]',
    summary: 'measure; with --assert 1 when a goal is missed',
  },
  'create-user': {
    options: { name: 'text', role: 'role' },
    words: [1, 1],
    usage: 'create-user EMAIL [--name N] [--role admin|operator|user|guest]',
    summary: 'make a user and print the one-time password',
  },
  'reset-password': {
    options: {},
    words: [1, 1],
    usage: 'reset-password EMAIL',
    summary: 'end all sessions and print a new one-time password',
  },
  help: { options: {}, words: [0, 0], usage: 'help', summary: 'this text' },
};

/** @type {Record<string, string>} */
const SHORT = { '-f': '--follow', '-d': '--detach', '-h': '--help', '-p': '--port' };

/**
 * @typedef {object} CommandLine
 * @property {string} command
 * @property {Record<string, string | number | true>} options
 * @property {string[]} words
 */

/**
 * @param {readonly string[]} argv without node and script
 * @returns {CommandLine}
 * @throws UsageError
 */
export function parseArguments(argv) {
  const [given = 'help', ...rest] = argv;
  const command = given === '--help' || given === '-h' ? 'help' : given;
  const shape = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
  if (shape === undefined) {
    throw new UsageError(`unknown command "${given}": ./atelier help lists the commands`);
  }
  /** @type {CommandLine} */
  const line = { command, options: {}, words: [] };
  const queue = [...rest];
  while (queue.length > 0) {
    const word = queue.shift() ?? '';
    if (word === '--help' || word === '-h') return { command: 'help', options: {}, words: [] };
    if (word.startsWith('-') && word !== '-') readOption(line, shape, word, queue);
    else line.words.push(word);
  }
  const [least, most] = shape.words;
  if (line.words.length < least || line.words.length > most) {
    throw new UsageError(`want: ./atelier ${shape.usage}`);
  }
  return line;
}

/**
 * @param {CommandLine} line
 * @param {CommandShape} shape
 * @param {string} word
 * @param {string[]} queue
 */
function readOption(line, shape, word, queue) {
  const [flag = '', inline] = (SHORT[word] ?? word).split(/=(.*)/s);
  const name = flag.slice(2);
  const kind = Object.hasOwn(shape.options, name) ? shape.options[name] : undefined;
  if (kind === undefined) {
    throw new UsageError(`unknown option "${word}": want ./atelier ${shape.usage}`);
  }
  if (kind === 'flag') {
    if (inline !== undefined) throw new UsageError(`--${name} takes no value`);
    line.options[name] = true;
    return;
  }
  const value = inline ?? queue.shift();
  if (value === undefined || value === '') throw new UsageError(`--${name} wants a value`);
  line.options[name] = readValue(name, kind, value);
}

/**
 * @param {string} name
 * @param {OptionKind} kind
 * @param {string} value
 */
function readValue(name, kind, value) {
  if (kind === 'port') {
    const port = Number(value);
    if (!/^\d+$/.test(value) || port < 1 || port > 65_535) {
      throw new UsageError(`--${name} wants a number from 1 to 65535, not "${value}"`);
    }
    return port;
  }
  if (kind === 'count') {
    if (!/^\d{1,9}$/.test(value)) {
      throw new UsageError(`--${name} wants a whole number, not "${value}"`);
    }
    return Number(value);
  }
  if (kind === 'role' && !ROLES.includes(value)) {
    throw new UsageError(`--${name} wants ${ROLES.join(', ')}, not "${value}"`);
  }
  return value;
}

/** The text of `./atelier help`. */
export function helpText() {
  const shapes = Object.values(COMMANDS);
  const width = Math.max(...shapes.map((shape) => shape.usage.length));
  return [
    'Atelier: a multi-user web studio around ComfyUI',
    '',
    ...shapes.map((shape) => `  ./atelier ${shape.usage.padEnd(width)}  ${shape.summary}`),
    '',
    'Data lies in ./data, or in ATELIER_DATA_DIR. README.md lists all variables.',
  ].join('\n');
}
