/** Where the files lie that the build makes for browsers. */
import path from 'node:path';

/** @param here of the web process's program: `dist` itself, or the project's root in development */
export function builtDirectory(here: string): string {
  return path.basename(here) === 'dist' ? here : path.join(here, 'dist');
}
