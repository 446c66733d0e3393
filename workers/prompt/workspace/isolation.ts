/**
 * Keeps a workspace's process apart from everybody else on its host, as far as the host allows:
 *
 * - `user+mounts`: a user of its own (no signals to others, no look into their memory or environment),
 *   and a view of the file system in which the data folder holds nothing but this user's directories and
 *   ComfyUI's own files cannot be written;
 * - `user`: the user of its own alone;
 * - `none`: the worker is not root. The extension's checks are all there is then.
 */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

import { errorMessage } from '@/lib/kernel/errors';
import type { Logger } from '@/lib/kernel/log';

import type { RunnerCommand } from '../runner/runner';

const run = promisify(execFile);

export const ISOLATIONS = ['user+mounts', 'user', 'none'] as const;
export type Isolation = (typeof ISOLATIONS)[number];

export interface Confinement {
  readonly isolation: Isolation;
  /** User and group id of the process. */
  readonly uid: number;
  /** Hidden from it, apart from what is in `visible`. */
  readonly hidden: string;
  readonly visible: readonly string[];
  /** Cannot be written. */
  readonly readOnly: readonly string[];
}

/** Ends in the program, under the same process id: whoever ends it ends the program. */
const SET_USER = (uid: number) => [
  ...['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', '--no-new-privs'],
  ...['--inh-caps=-all', '--bounding-set=-all', '--'],
];

/**
 * What is to stay visible is kept aside, the folder is covered, and what was kept is put back in its
 * place. The working directory is entered anew: the old one would lead past the covers.
 */
const MOUNT_SCRIPT = `
aside=$1 hidden=$2 cwd=$3 visible=$4 readonly=$5; shift 5
mount -t tmpfs -o mode=755 tmpfs "$aside"
number=0
for place in $visible; do
  number=$((number + 1)); mkdir "$aside/$number"; mount --bind "$place" "$aside/$number"
done
mount -t tmpfs -o mode=755 tmpfs "$hidden"
number=0
for place in $visible; do
  number=$((number + 1)); mkdir -p "$place"; mount --bind "$aside/$number" "$place"
done
umount -R "$aside"
for place in $readonly; do
  mount --bind "$place" "$place"; mount -o remount,bind,ro "$place"
done
cd "$cwd"
exec "$@"
`;

/** The best isolation that this host allows, or the one that is wanted. @throws when that is not possible */
export async function findIsolation(wanted: 'auto' | Isolation, log: Logger): Promise<Isolation> {
  if (wanted === 'none') return 'none';
  const reasons: string[] = [];
  for (const isolation of ISOLATIONS) {
    if (wanted !== 'auto' && wanted !== isolation) continue;
    const problem = await problemWith(isolation);
    if (problem === null) {
      if (isolation !== 'user+mounts')
        log.warn({ isolation, reasons }, 'workspaces are kept apart less well');
      return isolation;
    }
    reasons.push(`${isolation}: ${problem}`);
  }
  throw new Error(`WORKSPACE_ISOLATION=${wanted} is not possible here: ${reasons.join('; ')}`);
}

async function problemWith(isolation: Isolation): Promise<string | null> {
  if (isolation === 'none') return null;
  if (process.getuid?.() !== 0) return 'the worker does not run as root';
  const probe = SET_USER(65_534).concat('true');
  const mounts = ['sh', '-euc', 'mount -t tmpfs tmpfs /mnt; exec "$@"', 'sh'];
  const [program = '', ...args] = isolation === 'user' ? probe : [...UNSHARE, ...mounts, ...probe];
  try {
    await run(program, args);
    return null;
  } catch (error) {
    return errorMessage(error).split('\n')[0] ?? 'unknown';
  }
}

const UNSHARE = ['unshare', '--mount', '--propagation', 'private', '--'];

/** The same program, confined. @param aside an empty folder outside of all others */
export function confine(
  command: RunnerCommand,
  { isolation, uid, hidden, visible, readOnly }: Confinement,
  aside: string,
): RunnerCommand {
  if (isolation === 'none') return command;
  const program = [...SET_USER(uid), command.file, ...command.args];
  const list = (places: readonly string[]): string => places.map(plain).join(' ');
  const all =
    isolation === 'user'
      ? program
      : [
          ...[...UNSHARE, 'sh', '-euc', MOUNT_SCRIPT, 'sh', aside, plain(hidden)],
          ...[command.cwd, list(visible), list(readOnly), ...program],
        ];
  const [file = '', ...args] = all;
  return { ...command, file, args };
}

/** Paths travel to the shell as words. @throws when one could be taken for two */
function plain(place: string): string {
  const resolved = path.resolve(place);
  if (/[\s*?[\]]/.test(resolved)) {
    throw new Error(`"${resolved}" holds a character that paths of workspaces cannot have`);
  }
  return resolved;
}
