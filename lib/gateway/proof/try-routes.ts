/**
 * Knocks at every address as a stranger who knows the names of another's things. Closed is what shows
 * nothing of them, changes none, and answers exactly as for things that do not exist.
 */
import { PROOF_SEEN, type ProofLine } from '@/lib/domain/proof';
import { errorMessage } from '@/lib/kernel/errors';

import { addressOf, bodiesOf, type ProofTarget } from './list-targets';
import type { ThingNames, ThrowAwayUsers } from './throw-away-users';

export interface RouteTries {
  readonly origin: string;
  readonly users: ThrowAwayUsers;
  readonly nobodys: ThingNames;
  readonly targets: readonly ProofTarget[];
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

const TIMEOUT_MS = 20_000;
/** Answers that refuse who is not known, or may not. */
const REFUSALS = [401, 403, 404, 405];

async function ask(
  { origin }: RouteTries,
  { method }: ProofTarget,
  address: string,
  token: string | null,
  body: object | undefined,
): Promise<Answer> {
  const response = await fetch(`${origin}${address}`, {
    method,
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: {
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, text: await response.text() };
}

/** Names replaced, so that two answers can be compared; times and random ids differ anyway. */
function comparable({ status, text }: Answer, things: ThingNames): string {
  const names = Object.values(things) as string[];
  const plain = names
    .flatMap((name) => [name, encodeURIComponent(name), name.split('/').at(-1) ?? name])
    .sort((a, b) => b.length - a.length)
    .reduce((rest, name) => rest.replaceAll(name, '*'), text);
  const isRefusal = status >= 400;
  return isRefusal ? `${status} ${plain.replaceAll(/[0-9a-f-]{32,36}/g, '*')}` : String(status);
}

const NO_SUCH_METHOD = 405;
const NO_DOOR = 'no door';

/** @returns what is wrong, null when the door is closed, or `NO_DOOR` when there is none */
async function knock(
  tries: RouteTries,
  target: ProofTarget,
  body: 0 | 1 | null,
): Promise<string | null> {
  const { users, nobodys } = tries;
  const { owner, stranger, canary, things } = users;
  const bodyOf = (names: ThingNames): object | undefined =>
    body === null ? undefined : bodiesOf(names)[body];
  const asStranger = async (names: ThingNames): Promise<Answer> => {
    const token = await users.tokenOf(stranger);
    return ask(tries, target, addressOf(target, names), token, bodyOf(names));
  };
  const theirs = await asStranger(things);
  if (theirs.status === NO_SUCH_METHOD) return NO_DOOR;
  if (theirs.text.includes(canary)) return 'the answer shows what is the other user’s';
  if (theirs.text.includes(owner.email)) return 'the answer names the other user';
  if (theirs.status >= 500 && theirs.status !== 503) return `the answer was ${theirs.status}`;
  if (target.access === 'admin' && !REFUSALS.includes(theirs.status)) {
    return `a plain user got ${theirs.status} where only admins may`;
  }
  const none = await asStranger(nobodys);
  if (comparable(theirs, things) !== comparable(none, nobodys)) {
    return `it answers ${theirs.status} for another’s and ${none.status} for what does not exist, or in other words`;
  }
  if (target.access === 'public') return null;
  const anonymous = await ask(tries, target, addressOf(target, things), null, bodyOf(things));
  if (anonymous.text.includes(canary)) return 'it shows the other user’s things to everybody';
  if (!REFUSALS.includes(anonymous.status)) return `nobody at all got ${anonymous.status}`;
  return null;
}

/** One line for each address that is served; `count` is told of every request. */
export async function tryRoutes(
  tries: RouteTries,
  count: (requests: number) => void,
): Promise<ProofLine[]> {
  const reads = tries.targets.filter(({ method }) => method === 'GET');
  const writes = tries.targets.filter(({ method }) => method !== 'GET');
  // Reading changes nothing, so several may read at a time; what changes is found where it happens.
  const read = await inTurns(reads, (target) => tryOne(tries, target, count));
  const lines = read.filter((line) => line !== null);
  let before = await tries.users.fingerprint();
  for (const target of writes) {
    const line = await tryOne(tries, target, count);
    if (line === null) continue;
    const after = await tries.users.fingerprint();
    const isChanged = after !== before;
    before = after;
    const seen = 'it changed what is the other user’s';
    lines.push(isChanged ? { ...line, verdict: 'hole', seen } : line);
  }
  return lines;
}

/** @returns null when nothing is served there */
async function tryOne(
  tries: RouteTries,
  target: ProofTarget,
  count: (requests: number) => void,
): Promise<ProofLine | null> {
  const what = `${target.method} ${target.pattern}`;
  const problems: string[] = [];
  try {
    for (const body of target.method === 'GET' ? ([null] as const) : ([0, 1] as const)) {
      const problem = await knock(tries, target, body);
      if (problem === NO_DOOR) return null;
      count(target.access === 'public' ? 2 : 3);
      if (problem !== null) problems.push(problem);
    }
  } catch (error) {
    return { what, verdict: 'unclear', seen: `it could not be tried: ${errorMessage(error)}` };
  }
  const [seen] = problems;
  return seen === undefined
    ? { what, verdict: 'closed', seen: PROOF_SEEN.absent }
    : { what, verdict: 'hole', seen };
}

const AT_A_TIME = 8;

/** Some at a time, answers in the order of what was asked. */
async function inTurns<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let from = 0; from < items.length; from += AT_A_TIME) {
    results.push(...(await Promise.all(items.slice(from, from + AT_A_TIME).map(work))));
  }
  return results;
}
