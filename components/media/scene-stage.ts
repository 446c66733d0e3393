/** A canvas on which one 3D object stands and is turned. Drawn only when something changed. */
import {
  Box3,
  Mesh,
  NeutralToneMapping,
  PerspectiveCamera,
  PMREMGenerator,
  Scene,
  Sphere,
  Spherical,
  Vector3,
  WebGLRenderer,
  type Material,
  type Object3D,
} from 'three';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';
import { RoomEnvironment } from 'three/addons/environments/RoomEnvironment.js';

export interface SceneStage {
  show(object: Object3D): void;
  /** Turns the view around the object, in radians. */
  turn(sideways: number, upwards: number): void;
  /** @param factor above 1 comes nearer */
  approach(factor: number): void;
  /** Back to where it was seen first. */
  fit(): void;
  close(): void;
}

const FIELD_OF_VIEW = 40;
/** From where an object is seen first: somewhat from above and from the side. */
const FIRST_LOOK = new Vector3(0.55, 0.4, 1).normalize();
const MARGIN = 1.15;
/** Of the room that lights it: white stays grey enough to show its shape. */
const LIGHT = 0.5;
const PIXEL_RATIO_MAX = 2;

/** @throws when the browser draws no WebGL */
export function createSceneStage(host: HTMLElement): SceneStage {
  const renderer = new WebGLRenderer({ antialias: true, alpha: true });
  const canvas = renderer.domElement;
  canvas.setAttribute('aria-hidden', 'true');
  host.append(canvas);
  renderer.setPixelRatio(Math.min(window.devicePixelRatio, PIXEL_RATIO_MAX));
  renderer.toneMapping = NeutralToneMapping;
  const scene = new Scene();
  scene.environmentIntensity = LIGHT;
  const light = new PMREMGenerator(renderer);
  scene.environment = light.fromScene(new RoomEnvironment()).texture;
  light.dispose();
  const camera = new PerspectiveCamera(FIELD_OF_VIEW);
  const controls = new OrbitControls(camera, canvas);
  let bounds = new Sphere(new Vector3(), 1);
  let frame = 0;

  const draw = (): void => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => renderer.render(scene, camera));
  };
  controls.addEventListener('change', draw);
  const resized = new ResizeObserver(() => {
    const { clientWidth: width, clientHeight: height } = host;
    if (width === 0 || height === 0) return;
    renderer.setSize(width, height);
    camera.aspect = width / height;
    camera.updateProjectionMatrix();
    draw();
  });
  resized.observe(host);

  function fit(): void {
    const { center, radius } = bounds;
    const narrow = Math.min(1, camera.aspect);
    const half = Math.atan(Math.tan((FIELD_OF_VIEW * Math.PI) / 360) * narrow);
    const distance = (radius * MARGIN) / Math.sin(half);
    controls.target.copy(center);
    camera.position.copy(center).addScaledVector(FIRST_LOOK, distance);
    camera.near = distance / 1_000;
    camera.far = distance * 100;
    camera.updateProjectionMatrix();
    controls.update();
    draw();
  }

  function move(change: (place: Spherical) => void): void {
    const place = new Spherical().setFromVector3(camera.position.clone().sub(controls.target));
    change(place);
    place.makeSafe();
    camera.position.setFromSpherical(place).add(controls.target);
    controls.update();
    draw();
  }

  return {
    show(object) {
      scene.add(object);
      bounds = new Box3().setFromObject(object).getBoundingSphere(new Sphere());
      if (!(bounds.radius > 0)) throw new Error('nothing to see');
      fit();
    },
    turn: (sideways, upwards) =>
      move((place) => {
        place.theta += sideways;
        place.phi -= upwards;
      }),
    approach: (factor) =>
      move((place) => {
        place.radius /= factor;
      }),
    fit,
    close() {
      cancelAnimationFrame(frame);
      resized.disconnect();
      controls.dispose();
      scene.traverse(release);
      scene.environment?.dispose();
      renderer.dispose();
      renderer.forceContextLoss();
      canvas.remove();
    },
  };
}

function release(part: Object3D): void {
  if (!(part instanceof Mesh)) return;
  const { geometry, material } = part as Mesh;
  geometry.dispose();
  const materials: Material[] = Array.isArray(material) ? material : [material];
  for (const one of materials) one.dispose();
}
