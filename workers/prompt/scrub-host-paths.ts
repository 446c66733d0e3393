/** Takes this host's paths out of texts that users see: they say where things lie and who else is here. */

/** An absolute path of at least two parts; its last part is kept. URLs and fractions are none. */
const ABSOLUTE_PATH = /(?<![\w.:/~])\/(?:[\w.@+~-]+\/)+([\w.@+~-]+)/g;
const WINDOWS_PATH = /\b[A-Za-z]:\\(?:[^\\/:*?"<>|\r\n]+\\)+([^\\/:*?"<>|\r\n\s]+)/g;

/** `File "/opt/ComfyUI/nodes.py", line 3` becomes `File "nodes.py", line 3`. */
export function scrubText(text: string): string {
  return text.replace(ABSOLUTE_PATH, '$1').replace(WINDOWS_PATH, '$1');
}

/** Scrubs every text inside a value, at any depth. */
export function scrubHostPaths<T>(value: T): T {
  if (typeof value === 'string') return scrubText(value) as T;
  if (Array.isArray(value)) return value.map(scrubHostPaths) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, scrubHostPaths(inner)]),
  ) as T;
}
