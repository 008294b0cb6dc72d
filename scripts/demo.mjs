// The main job on a scene with known spectra: make it, photograph it, reconstruct the photo, and compare with the
// truth. Run by `npm run demo`; everything goes to demo/.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { readCube } from '../dist/cube/node/open-cube.js';
import { scoreCube } from '../dist/evaluation/metrics/score-cube.js';

const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

/** Runs one command as a user would, showing it. */
function spectralift(...words) {
  console.log(`\n$ spectralift ${words.join(' ')}`);
  const { status } = spawnSync(process.execPath, [main, ...words], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

spectralift('sample', '-o', 'demo/sample', '--overwrite');
spectralift('reconstruct', 'demo/sample/photo.png', '-o', 'demo/estimate', '--overwrite');
spectralift(
  'render',
  'demo/estimate.hdr',
  '-o',
  'demo/estimate-under-A.png',
  '--illuminant',
  'A',
  '--overwrite',
);
spectralift('spectrum', 'demo/estimate.hdr', '--at', '350,180');

const [truth, estimate] = [await readCube('demo/sample/cube.hdr'), await readCube('demo/estimate.hdr')];
const scores = scoreCube({ truth: truth.data, estimate: estimate.data, bands: truth.bands });
console.log(
  `\nagainst the known spectra of the scene: ${scores.psnrPerBand.toFixed(1)} dB PSNR (mean over bands, range 1), ` +
    `${scores.spectralAngleLit.toFixed(1)} degrees spectral angle (pixels with mean over 0.02)`,
);
