/** Figures as benches print them: medians of rounds with their range, both sides and the ratio. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** @param fraction 0…1; the nearest rank of the sorted values */
export function quantile(values: readonly number[], fraction: number): number {
  if (values.length === 0) throw new Error('no values');
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(fraction * sorted.length))] ?? NaN;
}

export function spread(values: readonly number[]): Spread {
  return { median: quantile(values, 0.5), min: Math.min(...values), max: Math.max(...values) };
}

export interface Goal {
  readonly name: string;
  readonly holds: boolean;
  readonly text: string;
}

/** Collects goals; `finish` prints them and gives the exit code for `--assert`. */
export class Report {
  private readonly goals: Goal[] = [];

  /** One figure with both sides, interleaved in one run. */
  compare(
    name: string,
    unit: string,
    ours: readonly number[],
    theirs: readonly number[],
    sides: readonly [ours: string, theirs: string] = ['atelier', 'stock'],
  ): { ratio: number; difference: number } {
    const [a, b] = [spread(ours), spread(theirs)];
    const ratio = a.median / b.median;
    const show = ({ median, min, max }: Spread): string =>
      `${format(median)} ${unit} (${format(min)}…${format(max)})`;
    console.log(
      `${name}\n  ${sides[0].padEnd(8)} ${show(a)}\n  ${sides[1].padEnd(8)} ${show(b)}\n  ratio    ${format(ratio)} ×, difference ${format(a.median - b.median)} ${unit}`,
    );
    return { ratio, difference: a.median - b.median };
  }

  note(text: string): void {
    console.log(text);
  }

  goal(name: string, holds: boolean, text: string): void {
    this.goals.push({ name, holds, text });
  }

  /** @returns the exit code: 1 when `assert` is set and a goal was missed */
  finish(assert: boolean): number {
    for (const { name, holds, text } of this.goals) {
      console.log(`${holds ? 'reached' : 'MISSED '}  ${name}: ${text}`);
    }
    return assert && this.goals.some(({ holds }) => !holds) ? 1 : 0;
  }
}

export function format(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toFixed(digits);
}
