/** The picture library takes 29 MB: a process that has seen no picture yet does without it. */
import type sharp from 'sharp';

let loading: Promise<typeof sharp> | undefined;

export function loadSharp(): Promise<typeof sharp> {
  loading ??= import('sharp').then(({ default: loaded }) => {
    // Pictures differ from run to run, and files are replaced under their names.
    loaded.cache(false);
    return loaded;
  });
  return loading;
}
