/** Which program a slot's runner is, and with which arguments it is started. */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import type { Device } from '@/lib/domain/device';
import type { StoreEnv } from '@/lib/kernel/env';

import { bindTo } from '../devices/device-environment';
import type { RunnerCommand } from './runner';

export type RunnerConfig = Pick<
  StoreEnv,
  | 'ATELIER_DATA_DIR'
  | 'BUILTIN_RUNNER_ENTRY'
  | 'COMFYUI_ARGS'
  | 'COMFYUI_DIR'
  | 'COMFYUI_MODELS_DIR'
  | 'COMFYUI_PYTHON'
  | 'COMFYUI_SLOT_ARGS'
>;

/** Where the programs lie that come with us; the bundle and the sources have different places. */
export interface ProgramPlaces {
  readonly builtinRunner: string;
  readonly comfyExtension: string;
}

/** @param here the directory of the worker's program: `dist`, or `workers/prompt` */
export function programPlaces(here: string): ProgramPlaces {
  const bundled = path.join(here, 'builtin-runner.js');
  const extension = path.join(here, 'comfy_extension');
  return {
    builtinRunner: existsSync(bundled)
      ? bundled
      : path.resolve(here, '..', 'builtin-runner', 'main.ts'),
    comfyExtension: existsSync(extension)
      ? extension
      : path.resolve(here, '..', 'workers', 'prompt', 'comfy_extension'),
  };
}

export interface SlotPlace {
  /** 0, 1, … */
  readonly index: number;
  readonly port: number;
  readonly tenantsRoot: string;
  readonly device: Device;
  /** Name of its folder for what is nobody's; default: the index. */
  readonly name?: string;
  /** Address to listen on; default loopback. */
  readonly listen?: string;
}

const LOOPBACK = '127.0.0.1';

/** Where a runner keeps what is nobody's. */
export function runnerFolder(config: Pick<StoreEnv, 'ATELIER_DATA_DIR'>, name: string): string {
  return path.resolve(config.ATELIER_DATA_DIR, 'runners', name);
}

export async function runnerCommand(
  config: RunnerConfig,
  places: ProgramPlaces,
  slot: SlotPlace,
): Promise<RunnerCommand> {
  return config.COMFYUI_DIR === undefined
    ? builtinCommand(config.BUILTIN_RUNNER_ENTRY ?? places.builtinRunner, slot)
    : comfyCommand({ ...config, COMFYUI_DIR: config.COMFYUI_DIR }, places.comfyExtension, slot);
}

function builtinCommand(entry: string, slot: SlotPlace): RunnerCommand {
  const { port, tenantsRoot, device, listen = LOOPBACK } = slot;
  const loader = entry.endsWith('.ts') ? ['--import', 'tsx'] : [];
  const place = ['--port', String(port), '--listen', listen, '--tenants-root', tenantsRoot];
  return {
    kind: 'builtin',
    file: process.execPath,
    args: [...loader, path.resolve(entry), ...place],
    cwd: process.cwd(),
    env: bindTo(device).env,
  };
}

/**
 * ComfyUI gets directories of the slot's own for everything that is nobody's; tenants' directories
 * are the extension's business, which ComfyUI finds by one more `custom_nodes` folder.
 */
async function comfyCommand(
  config: RunnerConfig & { readonly COMFYUI_DIR: string },
  extension: string,
  slot: SlotPlace,
): Promise<RunnerCommand> {
  const own = runnerFolder(config, slot.name ?? String(slot.index));
  const directory = (name: string) => path.join(own, name);
  for (const name of ['output', 'input', 'temp', 'user']) {
    await mkdir(directory(name), { recursive: true });
  }
  const binding = bindTo(slot.device);
  const ownArgs = slotArguments(config.COMFYUI_SLOT_ARGS, slot.index);
  const extra = [...config.COMFYUI_ARGS.split(/\s+/), ...ownArgs, ...binding.args].filter(
    (argument, at, all) => argument !== '' && !(argument === '--cpu' && all.indexOf(argument) < at),
  );
  const models = config.COMFYUI_MODELS_DIR;
  const paths = [
    path.join(extension, 'extra_model_paths.yaml'),
    ...(models === undefined ? [] : [await writeModelPaths(own, models)]),
  ];
  return {
    kind: 'comfyui',
    file: config.COMFYUI_PYTHON ?? 'python3',
    args: [
      'main.py',
      ...[
        '--listen',
        slot.listen ?? LOOPBACK,
        '--port',
        String(slot.port),
        '--disable-auto-launch',
      ],
      ...['--output-directory', directory('output'), '--input-directory', directory('input')],
      ...['--temp-directory', directory('temp'), '--user-directory', directory('user')],
      ...extra,
      // Last, so that our pack is first in the list of custom nodes.
      ...['--extra-model-paths-config', ...paths],
    ],
    cwd: path.resolve(config.COMFYUI_DIR),
    env: binding.env,
  };
}

/** @param text `0=--cache-lru 20;1=--cache-ram 8` */
export function slotArguments(text: string, index: number): string[] {
  return text
    .split(';')
    .map((entry) => /^(\d+)=(.*)$/.exec(entry.trim()))
    .filter((match) => match !== null && Number(match[1]) === index)
    .flatMap((match) => (match?.[2] ?? '').trim().split(/\s+/));
}

/** Kinds of model files as ComfyUI's own folder names them. */
const MODEL_KINDS = [
  ...['checkpoints', 'clip', 'clip_vision', 'configs', 'controlnet', 'diffusion_models'],
  ...['embeddings', 'gligen', 'hypernetworks', 'loras', 'photomaker', 'style_models'],
  ...['text_encoders', 'unet', 'upscale_models', 'vae', 'vae_approx'],
];

/** Names the folders of a models directory beside ComfyUI's own; it is only read. @returns the file */
async function writeModelPaths(own: string, models: string): Promise<string> {
  const file = path.join(own, 'models.yaml');
  const folders = MODEL_KINDS.map((kind) => `  ${kind}: ${kind}`);
  const lines = ['models:', `  base_path: ${JSON.stringify(path.resolve(models))}`, ...folders, ''];
  await writeFile(file, lines.join('\n'));
  return file;
}
