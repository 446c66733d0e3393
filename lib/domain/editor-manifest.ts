/**
 * Which of the editor's files a page must load, and in which order. Made by the server from the
 * editor's own index.html, whose file names carry hashes; read by the page that mounts the editor.
 * All paths are relative to the studio's base, without a leading slash.
 */
export interface EditorManifest {
  /** Changes whenever the editor's files do. */
  readonly version: string;
  /** The module that starts the editor. */
  readonly entry: string;
  /** What must be there before the editor draws its first frame: all static imports of its start, largest first. */
  readonly bootModules: readonly string[];
  /** What it asks for next, by name, while it starts. */
  readonly laterModules: readonly string[];
  /** Style sheets that the editor's modules add themselves, in their order. */
  readonly moduleStyles: readonly string[];
  /** Style sheets of index.html; they only hold icons, so nothing waits for them. */
  readonly pageStyles: readonly string[];
  /** Fonts of the first view. */
  readonly fonts: readonly string[];
}

/** Where the manifest is served, relative to the studio's base. */
export const EDITOR_MANIFEST_PATH = 'editor.json';
/** Where the editor's own page is served for the iframe, relative to the studio's base. */
export const EDITOR_FRAME_PATH = 'frame/';

/**
 * Header of `/features`: the version of the caller's `/object_info`. Asked with `?v=` of that, the
 * browser may keep the answer, which is the largest of a start, and need not ask whether it still holds.
 */
export const OBJECT_INFO_VERSION_HEADER = 'x-object-info-version';
