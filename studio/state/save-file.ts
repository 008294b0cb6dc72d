/** Hands a file to the person, as the browser does with downloads. */
export function saveFile(name: string, blob: Blob): void {
  const link = document.createElement('a');
  const address = URL.createObjectURL(blob);
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** A file name without its ending. */
export function stemOf(name: string): string {
  return name.replace(/\.[^.]+$/, '').replace(/[^\p{L}\p{N}._ -]+/gu, '-') || 'spectralift';
}
