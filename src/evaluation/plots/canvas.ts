/** A picture to draw on: pictures, bars of colour, rings and small letters, for figures that are made of pixels. */
import type { SrgbImage } from '../../spectra/srgb.ts';
import type { Rgb } from './colour-scale.ts';
import { textDots } from './pixel-font.ts';

/** Something of a size at a place; what leaves the picture is not drawn. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where a text begins, and how it looks. */
export interface Lettering {
  readonly x: number;
  readonly y: number;
  /** Pixels a side of a dot. Default 1. */
  readonly scale?: number;
  /** Default black. */
  readonly colour?: Rgb;
}

const BLACK: Rgb = [0, 0, 0];
const WHITE: Rgb = [255, 255, 255];

/** A picture, white at first. */
export class Canvas {
  readonly image: SrgbImage;

  constructor(width: number, height: number) {
    this.image = { kind: 'srgb', width, height, data: new Uint8Array(3 * width * height).fill(255) };
  }

  /** Colours a pixel, if it lies within the picture. */
  dot(x: number, y: number, colour: Rgb): void {
    const { width, height, data } = this.image;
    if (x >= 0 && y >= 0 && x < width && y < height) data.set(colour, 3 * (y * width + x));
  }

  /** Colours every pixel of a box; `colourAt` is told its column and row within the box. */
  fill({ x, y, width, height }: Box, colourAt: (column: number, row: number) => Rgb): void {
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) this.dot(x + column, y + row, colourAt(column, row));
    }
  }

  /** Puts a picture. */
  put({ width, height, data }: SrgbImage, x: number, y: number): void {
    this.fill({ x, y, width, height }, (column, row) => {
      const at = 3 * (row * width + column);
      return [data[at], data[at + 1], data[at + 2]];
    });
  }

  /** Writes one line of text. */
  write(text: string, { x, y, scale = 1, colour = BLACK }: Lettering): void {
    for (const dot of textDots(text)) {
      const box = { x: x + scale * dot.x, y: y + scale * dot.y, width: scale, height: scale };
      this.fill(box, () => colour);
    }
  }

  /** Writes white on black edges, which shows on any ground. */
  writeEdged(text: string, { x, y, scale = 1 }: Lettering): void {
    for (const [across, down] of [-1, 0, 1].flatMap((dx) => [-1, 0, 1].map((dy) => [dx, dy] as const))) {
      this.write(text, { x: x + across, y: y + down, scale });
    }
    this.write(text, { x, y, scale, colour: WHITE });
  }

  /** A white ring with a black one around it, which shows on any ground. */
  ring(x: number, y: number, radius: number): void {
    const steps = Math.ceil(16 * radius);
    for (const [own, colour] of [
      [radius + 1, BLACK],
      [radius, WHITE],
    ] as const) {
      for (let step = 0; step < steps; step++) {
        const angle = (2 * Math.PI * step) / steps;
        this.dot(Math.round(x + own * Math.cos(angle)), Math.round(y + own * Math.sin(angle)), colour);
      }
    }
  }
}
