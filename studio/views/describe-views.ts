/** What the picture shows, in words, for people who hear the page. */
import { comparing, pictureSize } from '../state/store.ts';
import { drawings } from './current-drawings.ts';

export function describeViews(): string {
  if (pictureSize.value === undefined) return 'nothing is open';
  const shown = drawings.value;
  if (shown === undefined) return 'the photo';
  const [left, right] = shown.map((drawing) => ('reason' in drawing ? 'the photo' : drawing.description));
  return comparing.value ? `${left}, beside ${right}` : left;
}
