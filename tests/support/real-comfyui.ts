/** A real ComfyUI with folders of its own, for comparisons. It takes 6 to 20 s to start. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export interface RealComfyUI {
  readonly url: string;
  stop(): Promise<void>;
}

const START_LIMIT_MS = 90_000;

/**
 * @param directory the installation
 * @param python its interpreter
 * @param inputFiles names in the input folder; their content does not matter
 */
export async function startRealComfyUI(
  directory: string,
  python: string,
  inputFiles: readonly string[],
): Promise<RealComfyUI> {
  const home = await mkdtemp(path.join(tmpdir(), 'atelier-comfyui-'));
  // It refuses a user directory that is not there.
  await mkdir(path.join(home, 'user'));
  for (const name of inputFiles) {
    const file = path.join(home, 'input', name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, 'x');
  }
  const port = await freePort();
  const folders = ['input', 'output', 'temp', 'user'].flatMap((kind) => [
    `--${kind}-directory`,
    path.join(home, kind),
  ]);
  const database = `sqlite:///${path.join(home, 'comfyui.db')}`;
  const args = ['main.py', '--cpu', '--disable-api-nodes', '--disable-all-custom-nodes'];
  const child = spawn(
    python,
    [...args, '--port', String(port), '--database-url', database, ...folders],
    { cwd: directory, stdio: 'ignore' },
  );
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    await ended(child);
    await rm(home, { recursive: true, force: true });
  };
  try {
    await ready(url, child);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function ready(url: string, child: ChildProcess): Promise<void> {
  const due = Date.now() + START_LIMIT_MS;
  while (Date.now() < due) {
    if (child.exitCode !== null) throw new Error(`ComfyUI ended with code ${child.exitCode}`);
    const answered = await fetch(`${url}/prompt`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (answered) return;
    await delay(200);
  }
  throw new Error(`ComfyUI did not answer within ${START_LIMIT_MS / 1000} s`);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await exit;
}
