/** The command line of the runner. */
import { parseArgs } from 'node:util';

export interface RunnerArguments {
  readonly port: number;
  readonly host: string;
  /** Null: taken from the environment. */
  readonly tenantsRoot: string | null;
  /** Serves whoever reaches the port, without signatures; for trying things by hand. */
  readonly insecure: boolean;
}

/** @throws Error with a sentence for people when an argument is missing or wrong */
export function readArguments(args: readonly string[]): RunnerArguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '0' },
      listen: { type: 'string', default: '127.0.0.1' },
      'tenants-root': { type: 'string' },
      insecure: { type: 'boolean', default: false },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`--port: want a number from 0 to 65535, got ${values.port}`);
  }
  return {
    port,
    host: values.listen,
    tenantsRoot: values['tenants-root'] ?? null,
    insecure: values.insecure,
  };
}
