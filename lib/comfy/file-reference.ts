/** How a graph names a file: `folder/name.png`, with ` [output]`, ` [temp]` or ` [input]` after it. */

export interface FileReference {
  readonly type: 'input' | 'output' | 'temp';
  /** Inside the type's directory, with single forward slashes. */
  readonly path: string;
}

const ANNOTATED = /^(?<path>.*) \[(?<type>output|temp|input)\]$/s;

/** @returns null for a name that would leave its directory, or that names nothing */
export function parseFileReference(text: string): FileReference | null {
  const groups = ANNOTATED.exec(text)?.groups;
  const given = groups?.['path'] ?? text;
  const type = (groups?.['type'] ?? 'input') as FileReference['type'];
  if (given.startsWith('/') || /[\\\0]/.test(given) || /^[a-z]:/i.test(given)) return null;
  const segments = given.split('/').filter((segment) => segment !== '' && segment !== '.');
  if (segments.length === 0 || segments.includes('..')) return null;
  return { type, path: segments.join('/') };
}

/** A reference as a text, for sets and maps. */
export function referenceKey({ type, path }: FileReference): string {
  return `${type}\0${path}`;
}

/** The folder and the name of a path. */
export function splitPath(path: string): { subfolder: string; name: string } {
  const slash = path.lastIndexOf('/');
  return { subfolder: path.slice(0, Math.max(slash, 0)), name: path.slice(slash + 1) };
}
