/**
 * Runs a vendor's tool (`npu-smi`, `nvidia-smi`) as something that may hang, flood, or never end:
 * drivers in trouble do all of it. Whatever it does, the caller has an answer in time.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';

import { childEnvironment } from '@/lib/kernel/env';

export type ToolAnswer =
  | { readonly ok: true; readonly text: string }
  /** For people: a clause that names the tool. */
  | { readonly ok: false; readonly reason: string };

export type RunTool = (file: string, args: readonly string[]) => Promise<ToolAnswer>;

export interface ToolLimits {
  readonly timeoutMs: number;
  readonly outputBytesMax: number;
  /** PATH for finding it; default: this process's. */
  readonly searchPath?: string;
}

/** `npu-smi` takes some seconds on hosts with sixteen chips. */
const LIMITS: ToolLimits = { timeoutMs: 15_000, outputBytesMax: 1024 * 1024 };
/** Its own children may hold its pipes open after it ended. */
const PIPES_GRACE_MS = 250;
const REASON_CHARS_MAX = 300;

/** Never rejects. A tool that hangs in the kernel is not started a second time beside itself. */
export function createToolRunner(limits: ToolLimits = LIMITS): RunTool {
  const hanging = new Map<string, ChildProcess>();

  return async (file, args) => {
    const earlier = hanging.get(file);
    if (earlier !== undefined && isAlive(earlier)) {
      return { ok: false, reason: `${file} hangs, and could not be ended` };
    }
    const { child, answer } = start(file, args, limits);
    hanging.set(file, child);
    return answer;
  };
}

const isAlive = (child: ChildProcess): boolean =>
  child.pid !== undefined && child.exitCode === null && child.signalCode === null;

function start(
  file: string,
  args: readonly string[],
  limits: ToolLimits,
): { child: ChildProcess; answer: Promise<ToolAnswer> } {
  const { searchPath } = limits;
  const child = spawn(file, args, {
    // A group of its own, so that what it starts ends with it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: childEnvironment({ LC_ALL: 'C', ...(searchPath !== undefined && { PATH: searchPath }) }),
  });
  const { promise, resolve } = Promise.withResolvers<ToolAnswer>();
  const chunks: Buffer[] = [];
  let bytes = 0;
  let said = '';
  const finish = (answer: ToolAnswer) => {
    clearTimeout(limit);
    for (const stream of [child.stdout, child.stderr]) stream.destroy();
    if (isAlive(child)) endGroup(child);
    child.unref();
    resolve(answer);
  };
  const fail = (reason: string) => finish({ ok: false, reason: `${file} ${reason}` });
  const limit = setTimeout(
    () => fail(`gave no answer within ${limits.timeoutMs / 1000} s`),
    limits.timeoutMs,
  );
  read(child.stdout, (chunk) => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > limits.outputBytesMax) fail(`printed more than ${limits.outputBytesMax} bytes`);
  });
  read(child.stderr, (chunk) => {
    said = (said + chunk.toString()).slice(-REASON_CHARS_MAX);
  });
  child.on('error', (error) => fail(`could not be started: ${error.message}`));
  const end = () => {
    const text = Buffer.concat(chunks).toString();
    if (child.exitCode === 0) finish({ ok: true, text });
    else fail(`ended with ${child.signalCode ?? String(child.exitCode)}${lastWords(said, text)}`);
  };
  child.on('exit', () => setTimeout(end, PIPES_GRACE_MS).unref());
  child.on('close', end);
  return { child, answer: promise };
}

function read(stream: Readable, onData: (chunk: Buffer) => void): void {
  stream.on('data', onData);
  stream.on('error', () => undefined);
}

function lastWords(...texts: readonly string[]): string {
  const line = texts
    .join('\n')
    .split('\n')
    .findLast((each) => each.trim() !== '');
  return line === undefined ? '' : `: ${line.trim().slice(0, REASON_CHARS_MAX)}`;
}

function endGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It ended in the meantime.
  }
}
