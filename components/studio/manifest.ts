/** The editor's manifest, fetched once per visit, and the head start that it allows. */
import { EDITOR_MANIFEST_PATH, type EditorManifest } from '@/lib/domain/editor-manifest';

/** The path of the studio's page; the editor takes its API's base from it. */
export const STUDIO_BASE = '/studio/';

let known: Promise<EditorManifest> | null = null;

async function fetchManifest(base: string, cache: RequestCache): Promise<EditorManifest> {
  const response = await fetch(base + EDITOR_MANIFEST_PATH, { cache });
  if (!response.ok)
    throw new Error(`The list of the editor’s files was answered with ${response.status}.`);
  return (await response.json()) as EditorManifest;
}

/** @param base such as `/studio/` */
export function loadManifest(base: string): Promise<EditorManifest> {
  known ??= fetchManifest(base, 'default').catch((error: unknown) => {
    known = null;
    throw error;
  });
  return known;
}

/**
 * After files could not be loaded: whether the server has another version of the editor by now. The
 * manifest may come from the cache of a day ago.
 */
export async function isManifestStale(base: string, used: EditorManifest): Promise<boolean> {
  const fresh = await fetchManifest(base, 'reload');
  known = Promise.resolve(fresh);
  return fresh.version !== used.version;
}

function addLink(attributes: Readonly<Record<string, string>>): HTMLLinkElement {
  const link = document.createElement('link');
  for (const [name, value] of Object.entries(attributes)) link.setAttribute(name, value);
  document.head.append(link);
  return link;
}

let prefetched: Promise<void> | null = null;

/**
 * Starts to load all that the editor's start needs; nothing runs and nothing is styled yet. Called
 * when it becomes likely that the studio is opened, and by the mount itself.
 * @returns when everything that the first module needs has arrived
 */
export function prefetchEditor(base: string): Promise<void> {
  prefetched ??= loadManifest(base).then(
    (manifest) => preload(base, manifest),
    (error: unknown) => {
      prefetched = null;
      throw error;
    },
  );
  return prefetched;
}

/** The same fetch mode as the editor's own requests for them, or the browser would load them twice. */
async function preload(base: string, manifest: EditorManifest): Promise<void> {
  const { entry, bootModules, laterModules, moduleStyles, fonts } = manifest;
  for (const style of moduleStyles) {
    addLink({ rel: 'preload', as: 'style', crossorigin: '', href: base + style });
  }
  const boot = [entry, ...bootModules].map((name) =>
    addLink({ rel: 'modulepreload', crossorigin: '', href: base + name }),
  );
  for (const name of laterModules) {
    addLink({ rel: 'modulepreload', crossorigin: '', href: base + name });
  }
  for (const font of fonts) {
    addLink({ rel: 'preload', as: 'font', crossorigin: '', href: base + font });
  }
  await Promise.all(boot.map(whenSettled));
}

/** A module that failed to arrive is reported by the import that needs it. */
function whenSettled(link: HTMLLinkElement): Promise<void> {
  return new Promise((resolve) => {
    link.addEventListener('load', () => resolve(), { once: true });
    link.addEventListener('error', () => resolve(), { once: true });
  });
}
