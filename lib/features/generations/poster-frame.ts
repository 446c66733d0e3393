/**
 * A film's first picture and its length, by ffmpeg, where the host has it. Without it films have no
 * poster, and browsers show their first frame by themselves.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Poster {
  /** A PNG. */
  readonly picture: Buffer;
  /** Null: the file does not say. */
  readonly mediaDurationMs: number | null;
}

const TIMEOUT_MS = 20_000;
/** A raw picture of 4K as PNG. */
const PICTURE_MAX_BYTES = 64 * 1024 * 1024;
/** A film that somebody made may name other files and addresses: only this one is opened. */
const ONLY_FILES = ['-protocol_whitelist', 'file,pipe'];

/** Whether this host has no ffmpeg; it is looked for once. */
let isMissing = false;

/** @returns null without ffmpeg, and for a file that it cannot read */
export async function posterOf(path: string): Promise<Poster | null> {
  if (isMissing) return null;
  const input = ['-hide_banner', '-nostdin', ...ONLY_FILES, '-i', `file:${path}`];
  const output = ['-frames:v', '1', '-f', 'image2pipe', '-c:v', 'png', 'pipe:1'];
  try {
    const { stdout, stderr } = await run('ffmpeg', [...input, ...output], {
      encoding: 'buffer',
      timeout: TIMEOUT_MS,
      killSignal: 'SIGKILL',
      maxBuffer: PICTURE_MAX_BYTES,
    });
    if (stdout.byteLength === 0) return null;
    return { picture: stdout, mediaDurationMs: durationIn(stderr.toString('latin1')) };
  } catch (error) {
    isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return null;
  }
}

/** From `Duration: 00:00:02.04,`. */
function durationIn(said: string): number | null {
  const match = /Duration: (\d+):(\d\d):(\d\d\.\d+)/.exec(said);
  if (match === null) return null;
  const [hours = 0, minutes = 0, seconds = 0] = match.slice(1).map(Number);
  return Math.round((hours * 3_600 + minutes * 60 + seconds) * 1_000);
}
