/**
 * Who calls? The editor and our pages share one document, so the only thing that tells a listener of
 * the editor from one of React is the file of the code that adds it. Used where calls are rare:
 * listeners on window and document, history, the title, insertions into head and body.
 */
const FRAME_URL = /((?:https?|blob):\/\/[^\s)]+?)(?::\d+){1,2}(?:\)|\s|$)/g;

/** The addresses of the files on a stack, innermost first. */
export function stackUrls(stack: string): string[] {
  return [...stack.matchAll(FRAME_URL)].map((match) => match[1] ?? '');
}

/**
 * Whether the innermost code that is not `ownUrl` lies below one of `roots`.
 * @param stack of an Error made in the file `ownUrl` (its first frame names it)
 */
export function isStackBelow(stack: string, roots: readonly string[]): boolean {
  const urls = stackUrls(stack);
  const own = urls[0];
  const caller = urls.find((url) => url !== own);
  return caller !== undefined && roots.some((root) => caller.startsWith(root));
}

/** @param base the studio's base with slashes, such as `/studio/` */
export function createCallerTest(base: string): () => boolean {
  // Extensions of custom nodes and the shims they import are the editor's as well.
  const roots = ['assets/', 'extensions/', 'scripts/'].map(
    (folder) => `${window.location.origin}${base}${folder}`,
  );
  return () => isStackBelow(new Error().stack ?? '', roots);
}
