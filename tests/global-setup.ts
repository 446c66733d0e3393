/** Starts the real services once for all integration tests. A missing one fails the run. */
import type { TestProject } from 'vitest/node';

import { startServices, type ServiceAddresses, type TestServices } from './support/services';

declare module 'vitest' {
  export interface ProvidedContext {
    services: ServiceAddresses;
  }
}

let services: TestServices | undefined;

export async function setup(project: TestProject): Promise<void> {
  services = await startServices();
  const { stop: _, ...addresses } = services;
  project.provide('services', addresses);
}

export async function teardown(): Promise<void> {
  await services?.stop();
}
