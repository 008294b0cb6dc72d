// Fits the catalogue's Gaussian curves to a measured camera table and writes src/camera/catalogue-curves.ts
// and docs/cameras.md. The table is the camspec_database.txt of Jiang et al. 2013, which is not part of this
// project. Usage, after `npm run build`: node scripts/fit-camera-curves.mjs PATH/camspec_database.txt
import { readFileSync, writeFileSync } from 'node:fs';
import { catalogueReport, catalogueSource, fitCatalogue } from '../dist/camera/fitting/fit-catalogue.js';

const table = process.argv[2];
if (table === undefined || process.argv.length > 3) {
  console.error('usage: node scripts/fit-camera-curves.mjs PATH/camspec_database.txt');
  process.exit(2);
}
const root = new URL('../', import.meta.url);
const command = 'node scripts/fit-camera-curves.mjs camspec_database.txt';
const cameras = fitCatalogue(readFileSync(table, 'utf8'));
writeFileSync(new URL('src/camera/catalogue-curves.ts', root), catalogueSource(cameras, command));
writeFileSync(new URL('docs/cameras.md', root), catalogueReport(cameras, command));
console.error(`fitted ${cameras.length} cameras`);
