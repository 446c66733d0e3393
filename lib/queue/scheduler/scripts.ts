/** The scheduler's scripts by name, and how they are called. */
import type { Redis } from 'ioredis';

import { PRELUDE } from './prelude';
import { FINISH, HELD, PICK, PUT_BACK, STARTED } from './slot-scripts';
import { POOL_STATE, USER_STATE } from './state-scripts';
import { TAKING } from './taking';
import { ADD, MISSING, MOVE, PAUSE, REMOVE, RESERVE } from './waiting-scripts';

const SCRIPTS = {
  ...{ add: ADD, remove: REMOVE, move: MOVE, pause: PAUSE, reserve: RESERVE, missing: MISSING },
  ...{ pick: PICK, finish: FINISH, putBack: PUT_BACK, started: STARTED, held: HELD },
  ...{ poolState: POOL_STATE, userState: USER_STATE },
} as const;

type ScriptName = keyof typeof SCRIPTS;
type Argument = string | number;

/** Calls a script on a pool's keys; one round trip. */
export type CallScript = (
  name: ScriptName,
  base: string,
  ...values: readonly Argument[]
) => Promise<unknown>;

/** Makes the scripts known to the connection; ioredis sends them again when the server forgot them. */
export function scriptsOf(redis: Redis): CallScript {
  const commands = redis as unknown as Record<
    string,
    (base: string, ...values: readonly Argument[]) => Promise<unknown>
  >;
  const commandOf = (name: string): string => `atelierScheduler_${name}`;
  for (const [name, body] of Object.entries(SCRIPTS)) {
    if (commandOf(name) in commands) continue;
    redis.defineCommand(commandOf(name), { numberOfKeys: 1, lua: PRELUDE + TAKING + body });
  }
  return async (name, base, ...values) => commands[commandOf(name)]?.(base, ...values);
}
