/** Reads 3D files of the kinds that save nodes write; each reader is fetched when a file needs it. */
import {
  BufferAttribute,
  Group,
  LoadingManager,
  Mesh,
  MeshStandardMaterial,
  type BufferGeometry,
  type Object3D,
} from 'three';

import { sceneKindOf, type SceneKind } from './scene-kinds';

type Read = (bytes: ArrayBuffer, manager: LoadingManager) => Promise<Object3D>;

/** @throws when it does not arrive or is not what its name says */
export async function loadScene(
  url: string,
  filename: string,
  signal: AbortSignal,
): Promise<Object3D> {
  const kind = sceneKindOf(filename);
  if (kind === null) throw new Error(`no reader for ${filename}`);
  const answer = await fetch(url, { signal });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return READERS[kind](await answer.arrayBuffer(), selfContained());
}

/** A scene that somebody made may name any address: only what the file itself holds is used. */
function selfContained(): LoadingManager {
  const manager = new LoadingManager();
  manager.setURLModifier((url) => (/^(blob|data):/.test(url) ? url : 'data:,'));
  return manager;
}

const textOf = (bytes: ArrayBuffer): string => new TextDecoder().decode(bytes);

const readGltf: Read = async (bytes, manager) => {
  const { GLTFLoader } = await import('three/addons/loaders/GLTFLoader.js');
  const { scene } = await new GLTFLoader(manager).parseAsync(bytes, '');
  return scene;
};

const READERS: Readonly<Record<SceneKind, Read>> = {
  glb: readGltf,
  gltf: readGltf,
  async obj(bytes, manager) {
    const { OBJLoader } = await import('three/addons/loaders/OBJLoader.js');
    return shaped(new OBJLoader(manager).parse(textOf(bytes)));
  },
  async stl(bytes, manager) {
    const { STLLoader } = await import('three/addons/loaders/STLLoader.js');
    return meshOf(new STLLoader(manager).parse(bytes));
  },
  async ply(bytes, manager) {
    const { PLYLoader } = await import('three/addons/loaders/PLYLoader.js');
    return meshOf(new PLYLoader(manager).parse(bytes));
  },
  async fbx(bytes, manager) {
    const { FBXLoader } = await import('three/addons/loaders/FBXLoader.js');
    return new FBXLoader(manager).parse(bytes, '');
  },
};

function meshOf(geometry: BufferGeometry): Object3D {
  const group = new Group();
  group.add(new Mesh(geometry, clay(geometry)));
  return group;
}

/** Without materials of its own a shape looks like clay. */
function shaped(object: Object3D): Object3D {
  object.traverse((part) => {
    if (part instanceof Mesh) {
      const { geometry } = part as Mesh;
      (part as Mesh).material = clay(geometry);
    }
  });
  return object;
}

function clay(geometry: BufferGeometry): MeshStandardMaterial {
  if (!(geometry.getAttribute('normal') instanceof BufferAttribute)) {
    geometry.computeVertexNormals();
  }
  return new MeshStandardMaterial({
    color: 0xb9bcc4,
    roughness: 0.75,
    vertexColors: geometry.hasAttribute('color'),
  });
}
