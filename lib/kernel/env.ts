/**
 * The only reader of the environment. Every process parses the same schema and demands the subset
 * it needs; what is wrong is listed by name and reason, never by value.
 */
import path from 'node:path';

import { z } from 'zod';

import { parseNetworks } from './networks';

const port = z.coerce.number().int().min(0).max(65_535);
const count = z.coerce.number().int().min(1);
const milliseconds = z.coerce.number().int().min(50);
const flag = z
  .enum(['0', '1', 'true', 'false'])
  .transform((value) => value === '1' || value === 'true');
const MIB = 1024 * 1024;

const schema = z.object({
  NODE_ENV: z.enum(['production', 'development', 'test']).default('production'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),

  /** Where this host keeps its files: tenants' directories, the editor, embedded services. */
  ATELIER_DATA_DIR: z.string().min(1).default('data'),
  /** The editor's unpacked static files; set-up puts them here. */
  EDITOR_DIR: z.string().min(1).optional(),

  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: port.default(8880),
  /** The address that people type, without a trailing slash. Unset: taken from the request's Host. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Whether `X-Forwarded-For` and `-Proto` come from a proxy of ours. */
  TRUST_PROXY: flag.default(false),
  /** Networks from which the console may be used, such as `10.0.0.0/8,2001:db8::/32`. Unset: all. */
  ADMIN_NETWORKS: z
    .string()
    .refine(
      (text) => parseNetworks(text) !== null,
      'want networks in CIDR form, such as 10.0.0.0/8',
    )
    .optional(),
  STUDIO_EMBED: z.enum(['mount', 'iframe']).default('mount'),

  /** `kid:secret[,kid:secret…]`: the first signs, all verify. Secrets have at least 32 characters. */
  AUTH_SECRETS: z
    .string()
    .regex(
      /^[\w-]+:[^,:]{32,}(,[\w-]+:[^,:]{32,})*$/,
      'want kid:secret[,kid:secret], 32 characters or more each',
    )
    .optional(),

  MONGODB_URI: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\//, 'want mongodb://…')
    .optional(),
  MONGODB_DB: z.string().min(1).default('atelier'),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, 'want redis://…')
    .optional(),
  REDIS_PREFIX: z
    .string()
    .regex(/^[\w-]+$/)
    .default('atelier'),
  S3_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  S3_REGION: z.string().min(1).default('us-east-1'),
  S3_BUCKET: z.string().min(3).default('atelier'),
  S3_ACCESS_KEY_ID: z.string().min(1).optional(),
  S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  /** The object store's address as browsers reach it. Unset: files are served through our origin. */
  S3_PUBLIC_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  /** A content delivery network in front of our `/files/`; the gallery's files come from there then. */
  CDN_BASE_URL: z.url({ protocol: /^https?$/ }).optional(),

  COMFYUI_DIR: z.string().min(1).optional(),
  COMFYUI_PYTHON: z.string().min(1).optional(),
  /** Extra arguments for ComfyUI, separated by spaces, such as `--cpu --disable-api-nodes`. */
  COMFYUI_ARGS: z.string().default(''),

  WORKER_NAME: z
    .string()
    .regex(/^[\w.-]+$/)
    .optional(),
  WORKER_POOL: z
    .string()
    .regex(/^[a-z0-9-]+$/)
    .default('default'),
  /** On processors: how many slots, each with a runner of its own, 1 unless told. On cards: at most so many. */
  WORKER_SLOTS: count.max(64).optional(),
  /** What the slots run on: `auto`, or `cpu`, `cuda`, `npu`, `cuda:0`, `npu:1`… separated by commas. */
  WORKER_DEVICES: z
    .string()
    .regex(
      /^(auto|(cpu|(cuda|npu)(:\d{1,3})?)(,(cpu|(cuda|npu)(:\d{1,3})?))*)$/,
      'want auto, or cpu, cuda, npu, cuda:0, npu:1… separated by commas',
    )
    .default('auto'),
  /** How often devices are looked at. */
  DEVICE_SAMPLE_MS: milliseconds.default(5_000),
  /** Runner port, outside port and card of each slot: `8001:9001:1,8002:9002:2`. */
  RUNNER_PORTS: z
    .string()
    .regex(
      /^\d{1,5}:\d{1,5}:\d{1,3}(,\d{1,5}:\d{1,5}:\d{1,3})*$/,
      'want runner port:outside port:card, separated by commas',
    )
    .optional(),
  /** First port for runners that RUNNER_PORTS does not name; 0 takes free ones. */
  RUNNER_PORT_BASE: port.default(0),
  RUNNER_START_TIMEOUT_MS: milliseconds.default(120_000),
  /** A runner that says nothing for so long while it runs a prompt counts as hung and is restarted. */
  RUNNER_SILENCE_MS: milliseconds.default(600_000),
  /** Memory in MiB that a runner and all that it starts may hold; 0: no limit. */
  RUNNER_MEMORY_MAX_MIB: z.coerce.number().int().min(0).default(0),
  /** After so many failures in a row a runner is left alone for RUNNER_BREAKER_MS, then tried once. */
  RUNNER_BREAKER_FAILURES: count.default(5),
  RUNNER_BREAKER_MS: milliseconds.default(300_000),
  /** How long a prompt may run; 0: as long as it wants. */
  RUN_TIME_MAX_MS: z.coerce.number().int().min(0).default(0),
  /** Checkpoints to load before a slot is offered, each with LoRAs behind plus signs, separated by commas. */
  PREHEAT_MODELS: z.string().default(''),
  /** Files with graphs in API format that a new runner runs before it is offered, separated by commas. */
  PREHEAT_GRAPHS: z.string().default(''),
  PREHEAT_TIMEOUT_MS: milliseconds.default(300_000),
  /** More arguments for ComfyUI by slot: `0=--cache-lru 20;1=--cache-ram 8`. */
  COMFYUI_SLOT_ARGS: z
    .string()
    .regex(
      /^(\d{1,2}=[^;=]+(=[^;=]+)*(;\d{1,2}=[^;=]+(=[^;=]+)*)*)?$/,
      'want slot=arguments[;slot=arguments…]',
    )
    .default(''),
  /** A folder of models beside ComfyUI's own, such as a shared read-only mount. */
  COMFYUI_MODELS_DIR: z.string().min(1).optional(),
  /** The built-in runner's program. Unset: beside the worker's own. */
  BUILTIN_RUNNER_ENTRY: z.string().min(1).optional(),
  /** How long running prompts may go on after a worker was asked to stop. */
  WORKER_DRAIN_MS: milliseconds.default(20_000),
  /** How long a silent run stays with its worker before another may take it. */
  RUN_LEASE_MS: milliseconds.default(15_000),
  RUN_MAX_ATTEMPTS: count.max(10).default(3),
  JANITOR_INTERVAL_MS: milliseconds.default(2_000),
  /** Failure modes of the built-in runner are for tests only. */
  BUILTIN_RUNNER_FAULTS: flag.default(false),
  /** Set by the worker for its runner: signs the tenant that a request speaks for. */
  ATELIER_RUNNER_SECRET: z
    .string()
    .regex(/^([0-9a-f]{2}){16,}$/, 'want 32 hex digits or more')
    .optional(),
  /** Set by the worker for its runner: where the tenants' directories lie. */
  ATELIER_TENANTS_ROOT: z.string().min(1).optional(),

  /** Seconds without a person or a prompt after which a workspace ends; by kind of device where set. */
  IDLE_TIMEOUT: count.default(600),
  IDLE_TIMEOUT_CPU: count.optional(),
  IDLE_TIMEOUT_CUDA: count.optional(),
  IDLE_TIMEOUT_NPU: count.optional(),
  /** Caddy's admin API: each workspace is then reached on its slot's outside port too. */
  CADDY_ADMIN: z.url({ protocol: /^http$/ }).optional(),
  /** Host that Caddy opens those ports on; unset: all. */
  CADDY_LISTEN: z.string().default(''),
  /** The web process as Caddy reaches it, `host:port`. Unset: loopback and PORT. */
  CADDY_UPSTREAM: z
    .string()
    .regex(/^[^\s/]+:\d{1,5}$/, 'want host:port')
    .optional(),
  /** Address of an outside port as browsers reach it; `{host}` is the page's own. */
  WORKSPACE_URL: z
    .string()
    .regex(/^https?:\/\/[^/]+\{port\}[^/]*$/, 'want such as http://{host}:{port}')
    .default('http://{host}:{port}'),
  /** How many workspaces one user may hold at a time. */
  WORKSPACES_PER_USER: count.max(16).default(1),
  /** How many of its slots a worker lends at most; the others always serve the pool. */
  WORKER_WORKSPACES: z.coerce.number().int().min(0).max(64).default(64),
  /** Nothing is lent while the host's load a processor is higher, or more of its memory is in use. */
  WORKSPACE_LOAD_MAX: z.coerce.number().positive().default(8),
  WORKSPACE_MEMORY_MAX_PERCENT: count.max(100).default(95),
  /** Where web processes reach the workspaces of this worker; not loopback only when they run elsewhere. */
  WORKSPACE_HOST: z.string().min(1).default('127.0.0.1'),
  /** How a workspace's process is kept apart on its host; `auto` takes the best that the host allows. */
  WORKSPACE_ISOLATION: z.enum(['auto', 'user+mounts', 'user', 'none']).default('auto'),
  /** First user id for workspaces' processes; each slot has its own. */
  WORKSPACE_UID_BASE: z.coerce.number().int().min(1_000).max(2_000_000_000).default(61_000),

  MAX_UPLOAD_BYTES: count.default(100 * MIB),
  /** Of a file that comes in parts. */
  MAX_DIRECT_UPLOAD_BYTES: count.max(5 * 1024 * MIB).default(5 * 1024 * MIB),
  MAX_JSON_BYTES: count.default(16 * MIB),
  RUNS_WAITING_MAX: count.default(1_000),
  /** How many runs of one user slots may hold at a time, where neither user nor role says. Unset: no cap. */
  RUNS_RUNNING_MAX: count.optional(),
  /** Above these a host takes one run at a time, or none (disk); the doors follow. Percent. */
  HOST_MEMORY_MAX_PERCENT: count.max(100).default(85),
  HOST_DISK_MAX_PERCENT: count.max(100).default(95),
  /** When runs have waited for so long, the background lane lets nothing more in. Seconds. */
  QUEUE_AGE_MAX_S: count.default(1_800),
  /** Whether a run whose result is stored gets that, without a device. */
  REUSE_RESULTS: flag.default(true),
  /** Temporary results and material go after so many days, what is in the trash after so many. */
  RETENTION_TEMP_DAYS: count.default(1),
  RETENTION_TRASH_DAYS: count.default(30),
  /** Results older than this go to the trash, favourites apart. Unset: they stay. */
  RETENTION_OUTPUT_DAYS: count.optional(),
  /** Objects that no document names: `log` writes them down, `remove` removes them. */
  ORPHAN_OBJECTS: z.enum(['off', 'log', 'remove']).default('log'),
  ORPHAN_GRACE_DAYS: z.coerce.number().min(0).default(7),
  ACCESS_TOKEN_TTL_S: count.default(7 * 24 * 3600),
  WS_TOKEN_TTL_S: count.default(30 * 60),
  SIGN_IN_ATTEMPTS: count.default(10),
  SIGN_IN_WINDOW_S: count.default(15 * 60),
});

type Schema = z.infer<typeof schema>;
export type ProcessKind = 'web' | 'worker' | 'janitor' | 'cli' | 'builtin-runner';

const STORES = [
  'MONGODB_URI',
  'REDIS_URL',
  'S3_ENDPOINT',
  'S3_ACCESS_KEY_ID',
  'S3_SECRET_ACCESS_KEY',
] as const;
const REQUIRED: Record<ProcessKind, readonly (keyof Schema)[]> = {
  web: [...STORES, 'AUTH_SECRETS', 'EDITOR_DIR'],
  worker: STORES,
  janitor: STORES,
  cli: ['MONGODB_URI', 'REDIS_URL'],
  'builtin-runner': [],
};

type Required<Keys extends keyof Schema> = { [K in Keys]-?: NonNullable<Schema[K]> };
export type StoreEnv = Schema & Required<(typeof STORES)[number]>;
export type WebEnv = StoreEnv & Required<'AUTH_SECRETS' | 'EDITOR_DIR'>;
export interface EnvOf {
  web: WebEnv;
  worker: StoreEnv;
  janitor: StoreEnv;
  cli: Schema & Required<'MONGODB_URI' | 'REDIS_URL'>;
  'builtin-runner': Schema;
}

/** What is wrong with the environment: one line a variable, with its name and the reason. */
export class EnvironmentError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((line) => `  - ${line}`).join('\n')}`);
    this.name = 'EnvironmentError';
  }
}

/**
 * @param source the variables; empty texts count as unset
 * @throws EnvironmentError with every problem at once
 */
export function parseEnv<Kind extends ProcessKind>(
  kind: Kind,
  source: Record<string, string | undefined>,
): EnvOf[Kind] {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  const problems = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  for (const name of REQUIRED[kind]) {
    if (given[name] === undefined) problems.push(`${name}: required for the ${kind} process`);
  }
  if (given['COMFYUI_PYTHON'] !== undefined && given['COMFYUI_DIR'] === undefined) {
    problems.push('COMFYUI_DIR: required when COMFYUI_PYTHON is set');
  }
  if (!parsed.success || problems.length > 0) throw new EnvironmentError(problems);
  return parsed.data as EnvOf[Kind];
}

const loaded = new Map<ProcessKind, EnvOf[ProcessKind]>();

/** This process's configuration, parsed once. */
export function env<Kind extends ProcessKind>(kind: Kind): EnvOf[Kind] {
  const known = loaded.get(kind);
  if (known !== undefined) return known as EnvOf[Kind];
  const parsed = parseEnv(kind, process.env);
  loaded.set(kind, parsed);
  return parsed;
}

/** The whole environment for a child process, with changes. A value of undefined removes a name. */
export function childEnvironment(changes: Record<string, string | undefined>): NodeJS.ProcessEnv {
  const merged = { ...process.env, ...changes };
  const set = Object.entries(merged).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set) as NodeJS.ProcessEnv;
}

/** Removes variables from this process, so that nothing it starts or shows has them. */
export function forgetVariables(...names: readonly (keyof Schema)[]): void {
  for (const name of names) Reflect.deleteProperty(process.env, name);
}

/** Where a tenant's files lie on this host: `<data>/tenants/<user id>/{output,temp,input}`. */
export function tenantsRoot(config: Pick<Schema, 'ATELIER_DATA_DIR'>): string {
  return path.resolve(config.ATELIER_DATA_DIR, 'tenants');
}

/**
 * Sets what libraries read from the environment by themselves, so that an installation needs none of
 * it: next-auth takes its address from the request (server.ts cleans the forwarding headers), and
 * nothing reports anywhere.
 */
export function setFrameworkVariables(config: Pick<Schema, 'PUBLIC_URL'>): void {
  process.env['AUTH_TRUST_HOST'] = '1';
  if (config.PUBLIC_URL !== undefined) process.env['NEXTAUTH_URL'] = config.PUBLIC_URL;
  process.env['NEXT_TELEMETRY_DISABLED'] = '1';
}
