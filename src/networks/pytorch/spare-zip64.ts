/**
 * PyTorch ends every archive with records of zip64, also where the plain record behind them says all. Our strict reader of ZIP
 * archives takes them for a second, other end, so they are taken out where they say the same as the plain record.
 */

const END_BYTES = 22;
const LOCATOR_BYTES = 20;
const RECORD_BYTES = 56;

/** The archive without records of zip64 that only repeat its end; the same bytes where there are none. */
export function withoutSpareZip64(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const end = bytes.length - END_BYTES;
  const record = end - LOCATOR_BYTES - RECORD_BYTES;
  if (record < 0 || !repeatsTheEnd(bytes, record, end)) return new Uint8Array(bytes);
  const shorter = new Uint8Array(bytes.length - LOCATOR_BYTES - RECORD_BYTES);
  shorter.set(bytes.subarray(0, record));
  shorter.set(bytes.subarray(end), record);
  return shorter;
}

function repeatsTheEnd(bytes: Uint8Array, record: number, end: number): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const locator = record + RECORD_BYTES;
  const long = (at: number): number => Number(view.getBigUint64(at, true));
  const [entries, size, offset] = [
    view.getUint16(end + 10, true),
    view.getUint32(end + 12, true),
    view.getUint32(end + 16, true),
  ];
  return (
    view.getUint32(end, true) === 0x06054b50 &&
    view.getUint16(end + 20, true) === 0 &&
    view.getUint32(locator, true) === 0x07064b50 &&
    long(locator + 8) === record &&
    view.getUint32(record, true) === 0x06064b50 &&
    long(record + 4) === RECORD_BYTES - 12 &&
    long(record + 32) === entries &&
    long(record + 40) === size &&
    long(record + 48) === offset
  );
}
