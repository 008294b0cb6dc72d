/** How others get at what the picture shows, for saving it: set while there is a picture that can be drawn. */
import { signal } from '@preact/signals';

export const pictureReader = signal<((side: 0 | 1) => ImageData) | undefined>(undefined);
