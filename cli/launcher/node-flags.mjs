/**
 * How Node runs our processes.
 *
 * The young generation is kept small: idle processes hold its full size, three times over. Source maps
 * are not loaded: Node would read those of all packages too, which took 85 MB of the web process. Our
 * bundles are not minified, so that a stack still names functions; `NODE_OPTIONS=--enable-source-maps`
 * brings the lines back where somebody looks for a fault.
 */
/** @type {Readonly<Record<string, number | undefined>>} */
const SEMI_SPACE_MIB = { server: 8, worker: 4, janitor: 4 };

/**
 * @param {string} bundle a file of `dist/`
 * @returns {string[]}
 */
export function nodeFlags(bundle) {
  const name = bundle.replace(/\.js$/, '');
  const size = SEMI_SPACE_MIB[name];
  return size === undefined ? [] : [`--max-semi-space-size=${size}`];
}
