/**
 * How the catalogued cameras call themselves in EXIF data, with their regional names.
 */

/** Catalogue name, brand and the models as written in EXIF, without the brand. */
const EXIF_NAMES: readonly (readonly [name: string, brand: string, models: readonly string[]])[] = [
  ['Canon 1DMarkIII', 'canon', ['EOS-1D Mark III', '1D Mark III']],
  ['Canon 20D', 'canon', ['EOS 20D', '20D']],
  [
    'Canon 300D',
    'canon',
    ['EOS 300D DIGITAL', 'EOS 300D', 'EOS DIGITAL REBEL', 'EOS Kiss Digital', 'EOS Kiss', '300D'],
  ],
  ['Canon 40D', 'canon', ['EOS 40D', '40D']],
  [
    'Canon 500D',
    'canon',
    ['EOS 500D', 'EOS REBEL T1i', 'EOS DIGITAL REBEL T1i', 'DIGITAL REBEL T1i', 'EOS Kiss X3', '500D'],
  ],
  ['Canon 50D', 'canon', ['EOS 50D', '50D']],
  ['Canon 5DMarkII', 'canon', ['EOS 5D Mark II', '5D Mark II']],
  ['Canon 600D', 'canon', ['EOS 600D', 'EOS REBEL T3i', 'EOS DIGITAL REBEL T3i', 'EOS Kiss X5', '600D']],
  ['Canon 60D', 'canon', ['EOS 60D', '60D']],
  ['Hasselblad H2', 'hasselblad', ['H2']],
  ['Nikon D3X', 'nikon', ['D3X']],
  ['Nikon D200', 'nikon', ['D200']],
  ['Nikon D3', 'nikon', ['D3']],
  ['Nikon D300s', 'nikon', ['D300S']],
  ['Nikon D40', 'nikon', ['D40']],
  ['Nikon D50', 'nikon', ['D50']],
  ['Nikon D5100', 'nikon', ['D5100']],
  ['Nikon D700', 'nikon', ['D700']],
  ['Nikon D80', 'nikon', ['D80']],
  ['Nikon D90', 'nikon', ['D90']],
  ['Nokia N900', 'nokia', ['N900']],
  ['Olympus E-PL2', 'olympus', ['E-PL2']],
  ['Pentax K-5', 'pentax', ['K-5']],
  ['Pentax Q', 'pentax', ['Q']],
  ['Point Grey Grasshopper 50S5C', 'pointgrey', ['Grasshopper 50S5C', 'GRAS-50S5C', '50S5C']],
  [
    'Point Grey Grasshopper2 14S5C',
    'pointgrey',
    ['Grasshopper2 14S5C', 'GS2-FW-14S5C', 'GS2-GE-14S5C', '14S5C'],
  ],
  // The table does not say which Phase One back was measured, so only a file that says no more matches.
  ['Phase One', 'phaseone', ['Phase One']],
  ['SONY NEX-5N', 'sony', ['NEX-5N']],
];

/** Makers that sold a brand's cameras under their own name. */
const OTHER_MAKERS: ReadonlyMap<string, string> = new Map([
  ['asahi', 'pentax'],
  ['ricoh', 'pentax'],
  ['flir', 'pointgrey'],
]);

/**
 * Looks up EXIF Make and Model.
 *
 * @returns the catalogue name, or undefined if the pair names no catalogued camera exactly.
 */
export function exifCameraName(make: string, model: string): string | undefined {
  const maker = simplified(make);
  const full = simplified(model);
  for (const [name, brand, models] of EXIF_NAMES) {
    const branded = full.startsWith(brand);
    if (maker === '' ? !branded : !isMaker(maker, brand)) continue;
    const bare = branded && full.length > brand.length ? full.slice(brand.length) : full;
    if (models.some((candidate) => simplified(candidate) === bare)) return name;
  }
  return undefined;
}

function isMaker(maker: string, brand: string): boolean {
  if (maker.startsWith(brand)) return true;
  for (const [other, owner] of OTHER_MAKERS) if (owner === brand && maker.startsWith(other)) return true;
  return false;
}

function simplified(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}
