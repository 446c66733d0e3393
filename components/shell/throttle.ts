/** A call that may be made at any rate and acts at most once per interval, the last time for sure. */
export interface Throttled {
  (): void;
  /** Forgets an act that is still to come. */
  cancel: () => void;
}

/** @param act done at once, then again after the interval when it was called meanwhile */
export function throttle(act: () => void, intervalMs: number): Throttled {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let again = false;
  const rest = (): void => {
    timer = undefined;
    if (again) run();
  };
  const run = (): void => {
    again = false;
    timer = setTimeout(rest, intervalMs);
    act();
  };
  const throttled = (): void => {
    if (timer === undefined) run();
    else again = true;
  };
  throttled.cancel = () => {
    clearTimeout(timer);
    timer = undefined;
    again = false;
  };
  return throttled;
}
