/**
 * "Did you mean ...": the names nearest to one that does not exist.
 */

/**
 * Ranks names by how near they are to a mistyped one.
 *
 * Case, spaces and punctuation do not count. A name that holds the wanted one (or is held by it) comes
 * before a name that must be edited; among equals the given order holds.
 *
 * @param wanted what was asked for.
 * @param names what there is.
 * @param count how many to return at most.
 * @returns the nearest names, best first. Distance: V. I. Levenshtein, 1966.
 */
export function closestNames(wanted: string, names: readonly string[], count = 3): string[] {
  const key = simplified(wanted);
  return names
    .map((name, order) => ({ name, order, distance: nameDistance(key, simplified(name)) }))
    .sort((a, b) => a.distance - b.distance || a.order - b.order)
    .slice(0, count)
    .map((entry) => entry.name);
}

function simplified(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function nameDistance(a: string, b: string): number {
  if (a === b) return 0;
  if (a.length > 1 && b.length > 1 && (a.includes(b) || b.includes(a))) {
    return 1 - 1 / (1 + Math.abs(a.length - b.length));
  }
  return editDistance(a, b);
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = previous[column - 1] + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, previous[column] + 1, current[column - 1] + 1));
    }
    previous = current;
  }
  return previous[b.length];
}
