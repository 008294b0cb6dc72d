/** Known scenes as a validation sees them: spectra, the pixels that can be trusted, and a picture through a response. */
import type { CameraResponse } from '../../camera/camera-response.ts';
import type { SpectralCube } from '../../cube/spectral-cube.ts';
import { caveUnsaturated } from '../../datasets/cave.ts';
import { type CubeScores, meanScores, scoreCube } from '../metrics/score-cube.ts';

export interface KnownScene {
  readonly name: string;
  readonly cube: SpectralCube;
  /** 1 at pixels none of whose bands is saturated. */
  readonly unsaturated: Uint8Array;
}

/** A CAVE scene with its saturated pixels marked. */
export function knownCaveScene(name: string, cube: SpectralCube): KnownScene {
  return { name, cube, unsaturated: caveUnsaturated(cube) };
}

/** A noiseless picture of a scene, planar linear RGB [3, height, width]. */
export interface ScenePicture {
  readonly rgb: Float32Array;
  readonly width: number;
  readonly height: number;
}

export function photograph({ cube }: KnownScene, response: CameraResponse): ScenePicture {
  return { rgb: response.project(cube.data), width: cube.width, height: cube.height };
}

export interface SceneScores {
  readonly scene: string;
  /** Over all pixels. */
  readonly all: CubeScores;
  /** Over pixels that are not saturated in the truth. */
  readonly unsaturated: CubeScores;
}

/** Scores an estimate, planar `[bands, height, width]`, with and without saturated pixels. */
export function scoreScene({ name, cube, unsaturated }: KnownScene, estimate: Float32Array): SceneScores {
  const pair = { truth: cube.data, estimate, bands: cube.bands };
  return { scene: name, all: scoreCube(pair), unsaturated: scoreCube({ ...pair, mask: unsaturated }) };
}

/** Figures of one method: the mean over scenes, and each scene. */
export interface MethodScores {
  readonly mean: Omit<SceneScores, 'scene'>;
  readonly scenes: readonly SceneScores[];
}

export function methodScores(scenes: readonly SceneScores[]): MethodScores {
  return {
    mean: {
      all: meanScores(scenes.map(({ all }) => all)),
      unsaturated: meanScores(scenes.map(({ unsaturated }) => unsaturated)),
    },
    scenes,
  };
}
