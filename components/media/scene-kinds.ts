/** Which 3D files can be shown in a page. */
export const SCENE_KINDS = ['glb', 'gltf', 'obj', 'stl', 'ply', 'fbx'] as const;
export type SceneKind = (typeof SCENE_KINDS)[number];

/** Larger files are for programs of their own. */
const BYTES_MAX = 256 * 1024 * 1024;

export function sceneKindOf(filename: string): SceneKind | null {
  const ending = filename.slice(filename.lastIndexOf('.') + 1).toLowerCase();
  return SCENE_KINDS.find((kind) => kind === ending) ?? null;
}

export function isShownScene(filename: string, bytes: number): boolean {
  return bytes <= BYTES_MAX && sceneKindOf(filename) !== null;
}
