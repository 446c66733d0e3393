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
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { errorMessage } from '@/lib/kernel/errors';
import type { Logger } from '@/lib/kernel/log';

import type { RunnerCommand } from '../runner/runner';
import { isWithin, type Programs } from './find-programs';

const run = promisify(execFile);
const NOBODY = 65_534;

export const ISOLATIONS = ['user+mounts', 'user', 'none'] as const;
export type Isolation = (typeof ISOLATIONS)[number];

export interface Confinement {
  readonly isolation: Isolation;
  /** User and group id of the process. */
  readonly uid: number;
  /** Hidden from it, apart from what is in `visible`. None of them lies in another. */
  readonly hidden: readonly string[];
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
 * What is to stay visible is kept aside, the folders are covered, and what was kept is put back in its
 * place. The working directory is entered anew: the old one would lead past the covers.
 */
const MOUNT_SCRIPT = `
aside=$1 hidden=$2 cwd=$3 visible=$4 readonly=$5; shift 5
mount -t tmpfs -o mode=755 tmpfs "$aside"
number=0
for place in $visible; do
  number=$((number + 1)); mkdir "$aside/$number"; mount --bind "$place" "$aside/$number"
done
for place in $hidden; do mount -t tmpfs -o mode=755 tmpfs "$place"; done
number=0
for place in $visible; do
  number=$((number + 1)); mkdir -p "$place"; mount --bind "$aside/$number" "$place"
done
umount -R "$aside"; rmdir "$aside"
for place in $readonly; do
  mount --bind "$place" "$place"; mount -o remount,bind,ro "$place"
done
cd "$cwd"
exec "$@"
`;

/**
 * The best isolation that this host allows, or the one that is wanted.
 * @param programs what workspaces run, see `findPrograms`
 * @throws when what is wanted is not possible
 */
export async function findIsolation(
  wanted: 'auto' | Isolation,
  programs: Programs,
  log: Logger,
): Promise<Isolation> {
  if (wanted === 'none') return 'none';
  const reasons: string[] = [];
  for (const isolation of ISOLATIONS) {
    if (wanted !== 'auto' && wanted !== isolation) continue;
    const problem = await problemWith(isolation, programs);
    if (problem === null) {
      if (isolation !== 'user+mounts')
        log.warn({ isolation, reasons }, 'workspaces are kept apart less well');
      return isolation;
    }
    reasons.push(`${isolation}: ${problem}`);
  }
  throw new Error(`WORKSPACE_ISOLATION=${wanted} is not possible here: ${reasons.join('; ')}`);
}

/** Tries it with the program itself: another user must be able to reach and run it. */
async function problemWith(isolation: Isolation, programs: Programs): Promise<string | null> {
  if (isolation === 'none') return null;
  if (process.getuid?.() !== 0) return 'the worker does not run as root';
  const { file, hidden, visible } = programs;
  const probe = { file, args: ['--version'], cwd: '/' };
  const confinement = { isolation, uid: NOBODY, hidden, visible, readOnly: visible };
  try {
    const { file: program, args } = await confine(probe, confinement);
    await run(program, [...args]);
    return null;
  } catch (error) {
    return errorMessage(error).split('\n')[0] ?? 'unknown';
  }
}

const UNSHARE = ['unshare', '--mount', '--propagation', 'private', '--'];

/** The same program, confined. */
export async function confine<Command extends Pick<RunnerCommand, 'file' | 'args' | 'cwd'>>(
  command: Command,
  { isolation, uid, hidden, visible, readOnly }: Confinement,
): Promise<Command> {
  if (isolation === 'none') return command;
  const program = [...SET_USER(uid), command.file, ...command.args];
  const list = (places: readonly string[]): string => places.map(plain).join(' ');
  const all =
    isolation === 'user'
      ? program
      : [
          ...[...UNSHARE, 'sh', '-euc', MOUNT_SCRIPT, 'sh', await makeAside(hidden), list(hidden)],
          ...[command.cwd, list(visible), list(readOnly), ...program],
        ];
  const [file = '', ...args] = all;
  return { ...command, file, args };
}

/** An empty folder that no cover hides; the script removes it. */
async function makeAside(hidden: readonly string[]): Promise<string> {
  const usual = tmpdir();
  const isHidden = hidden.some((folder) => isWithin(folder, usual));
  return mkdtemp(path.join(isHidden ? '/run' : usual, 'atelier-aside-'));
}

/** Paths travel to the shell as words. @throws when one could be taken for two */
function plain(place: string): string {
  const resolved = path.resolve(place);
  if (/[\s*?[\]]/.test(resolved)) {
    throw new Error(`"${resolved}" holds a character that paths of workspaces cannot have`);
  }
  return resolved;
}
