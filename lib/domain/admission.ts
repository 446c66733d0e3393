/**
 * Whether more work is let in, as the load allows. Processors that are busy and runs that wait for long
 * keep the background lane out. Too little memory or disk leaves everybody one waiting run: what runs
 * needs what is left.
 */
export interface Pressure {
  readonly kind: 'cpu' | 'memory' | 'disk' | 'queue-age';
  /** Percent, or seconds for `queue-age`. */
  readonly value: number;
  readonly max: number;
}

/** Null: no reason to refuse. */
export interface Admission {
  readonly background: Pressure | null;
  readonly everything: Pressure | null;
}

export const OPEN: Admission = { background: null, everything: null };

/** While `everything` is under pressure. */
export const WAITING_UNDER_PRESSURE = 1;

export interface HostUse {
  readonly cpuPercent: number;
  readonly memoryPercent: number;
  readonly diskPercent: number;
}

export interface AdmissionLimits {
  readonly cpuMaxPercent: number;
  readonly memoryMaxPercent: number;
  readonly diskMaxPercent: number;
  readonly queueAgeMaxS: number;
}

/**
 * @param hosts those that serve the pool: as long as one has room, it takes the runs
 * @param queueAgeS how long the oldest run waits that could start
 */
export function decideAdmission(
  hosts: readonly HostUse[],
  queueAgeS: number,
  limits: AdmissionLimits,
): Admission {
  const least = (kind: Pressure['kind'], valueOf: (host: HostUse) => number, max: number) => {
    const value = Math.min(...hosts.map(valueOf));
    return hosts.length > 0 && value >= max ? { kind, value, max } : null;
  };
  const everything =
    least('disk', ({ diskPercent }) => diskPercent, limits.diskMaxPercent) ??
    least('memory', ({ memoryPercent }) => memoryPercent, limits.memoryMaxPercent);
  const max = limits.queueAgeMaxS;
  const age: Pressure | null =
    queueAgeS >= max ? { kind: 'queue-age', value: Math.round(queueAgeS), max } : null;
  const cpu = least('cpu', ({ cpuPercent }) => cpuPercent, limits.cpuMaxPercent);
  return { everything, background: everything ?? age ?? cpu };
}

const WORDS: Record<Pressure['kind'], (value: number, max: number) => string> = {
  cpu: (value, max) => `the processors are ${value} % busy, and ${max} % is the limit`,
  memory: (value, max) => `${value} % of the memory is in use, and ${max} % is the limit`,
  disk: (value, max) => `${value} % of the disk is in use, and ${max} % is the limit`,
  'queue-age': (value, max) =>
    `prompts have waited for ${Math.round(value / 60)} minutes, and ${Math.round(max / 60)} is the limit`,
};

export const pressureText = ({ kind, value, max }: Pressure): string => WORDS[kind](value, max);
