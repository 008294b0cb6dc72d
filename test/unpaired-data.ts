/** A small folder of data for training without pairs, a folder a set, as a person would have it. */
import { caveScene, jpeg, png, text, together, type Tree, writeTree } from './dataset-trees.ts';

const below = (folder: string, tree: Tree): Tree =>
  new Map([...tree].map(([path, bytes]) => [`${folder}/${path}`, bytes]));

/** Two CamVid drives with labels, photos without, four CAVE scenes that train and one that validates, two tables. */
export async function writeUnpairedData(folder: string): Promise<void> {
  const size = { width: 56, height: 48 };
  const scenes = ['beads', 'cloth', 'glass_tiles', 'pompoms', 'superballs'].map((name, index) =>
    caveScene(
      name,
      size,
      (column, row, band) => 0.2 + 0.15 * Math.sin((column + row) / 5 + index) + band / 100,
    ),
  );
  const camvid: Tree = new Map();
  for (const frame of ['0001TP_000001', '0001TP_000002', '0006R0_f00930']) {
    camvid.set(`train/${frame}.jpg`, await jpeg(64, 48, frame.length));
    camvid.set(
      `trainannot/${frame}.png`,
      png({ width: 64, height: 48, depth: 8 }, (column, row) => (row < 24 ? 0 : column < 32 ? 3 : 11)),
    );
  }
  const wild: Tree = new Map([
    ['a.jpg', await jpeg(60, 50, 3)],
    ['notes.txt', text('no photo')],
  ]);
  const header = Array.from({ length: 31 }, (_, band) => 400 + 10 * band);
  const table = (rows: number): Uint8Array<ArrayBuffer> => {
    const lines = Array.from({ length: rows }, (_, row) =>
      header.map((_, band) => (0.3 + 0.2 * Math.sin(row + band / 6)).toFixed(4)).join(','),
    );
    return text([header.join(','), ...lines].join('\n'));
  };
  await writeTree(
    folder,
    together(
      below('cave', together(...scenes)),
      below('camvid', camvid),
      below('wild', wild),
      new Map([
        ['spectra/ref_sfu1995.csv', table(12)],
        ['spectra/ill_daylightSpectra.csv', table(11)],
      ]),
    ),
  );
}
