/** Reading a line of comma-separated values. Source: RFC 4180. */

/** The cells of a line; quotes around a cell and doubled ones in it are taken off. */
export function cellsOf(line: string, separator: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let inQuotes = false;
  for (let at = 0; at < line.length; at++) {
    const character = line[at];
    if (inQuotes) {
      if (character !== '"') cell += character;
      else if (line[at + 1] === '"') cell += line[at++];
      else inQuotes = false;
    } else if (character === '"' && cell.trim() === '') {
      cell = '';
      inQuotes = true;
    } else if (character === separator) {
      cells.push(cell);
      cell = '';
    } else cell += character;
  }
  return [...cells, cell];
}
